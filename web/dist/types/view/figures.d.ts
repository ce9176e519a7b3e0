import { type FileFacts } from './file-facts.js';
import type { Phase, Words } from './words.js';
/** No time left is shown during this first time: it would be a guess. */
export declare const NO_GUESS_MS = 3000;
/** In order of importance; `confirmed` is how many bytes the server has. */
export declare function figuresOf(facts: FileFacts, phase: Phase, confirmed: number, words: Words): string[];
