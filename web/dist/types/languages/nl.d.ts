import type { Translation, Words } from './words.js';
declare const DUTCH: Translation<Words>;
export default DUTCH;
