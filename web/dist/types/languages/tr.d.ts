import type { Translation, Words } from './words.js';
declare const TURKISH: Translation<Words>;
export default TURKISH;
