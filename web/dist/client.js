export { t as LoadlineClient } from "./shared.js";
