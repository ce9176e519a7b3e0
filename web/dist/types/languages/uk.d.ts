import type { Translation, Words } from './words.js';
declare const UKRAINIAN: Translation<Words>;
export default UKRAINIAN;
