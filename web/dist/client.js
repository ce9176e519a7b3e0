export { n as LoadlineClient } from "./shared.js";
