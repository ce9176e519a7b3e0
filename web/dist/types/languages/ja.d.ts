import type { Translation, Words } from './words.js';
declare const JAPANESE: Translation<Words>;
export default JAPANESE;
