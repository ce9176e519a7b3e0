import { type FileFacts } from './file-facts.js';
import type { Phase, Words } from './words.js';
/** In order of importance; `confirmed` is how many bytes the server has. */
export declare function figuresOf(facts: FileFacts, phase: Phase, confirmed: number, words: Words): string[];
