import type { Translation, Words } from './words.js';
declare const SPANISH: Translation<Words>;
export default SPANISH;
