import type { Translation, Words } from './words.js';
declare const GERMAN: Translation<Words>;
export default GERMAN;
