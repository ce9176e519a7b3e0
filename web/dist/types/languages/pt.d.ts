import type { Translation, Words } from './words.js';
declare const PORTUGUESE: Translation<Words>;
export default PORTUGUESE;
