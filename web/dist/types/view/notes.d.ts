import { type FileFacts } from './file-facts.js';
import type { Phase, Words } from './words.js';
/** The note; null where the figures say enough. */
export declare function noteOf(facts: FileFacts, phase: Phase, words: Words): string | null;
/** What went wrong; null where nothing did. */
export declare function problemText(facts: FileFacts, phase: Phase, words: Words): string | null;
