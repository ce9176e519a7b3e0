import type { Translation, Words } from './words.js';
declare const HEBREW: Translation<Words>;
export default HEBREW;
