import type { Translation, Words } from './words.js';
declare const ITALIAN: Translation<Words>;
export default ITALIAN;
