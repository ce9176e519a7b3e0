import type { Translation, Words } from './words.js';
declare const SWEDISH: Translation<Words>;
export default SWEDISH;
