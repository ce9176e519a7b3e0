import type { Translation, Words } from './words.js';
declare const CHINESE: Translation<Words>;
export default CHINESE;
