export { r as LoadlineClient } from "./shared.js";
