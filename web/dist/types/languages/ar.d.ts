import type { Translation, Words } from './words.js';
declare const ARABIC: Translation<Words>;
export default ARABIC;
