import type { Words } from './words.js';
/** "a.txt, b.txt", as the language joins them; empty without names. */
export declare function nameList(names: readonly string[], words: Words): string;
