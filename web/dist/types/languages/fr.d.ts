import type { Translation, Words } from './words.js';
declare const FRENCH: Translation<Words>;
export default FRENCH;
