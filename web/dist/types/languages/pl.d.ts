import type { Translation, Words } from './words.js';
declare const POLISH: Translation<Words>;
export default POLISH;
