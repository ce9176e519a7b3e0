import type { Translation, Words } from '../languages/words.js';
import { Tables } from './tables.js';
export { ENGLISH } from '../languages/en.js';
export type { Action, BulkAction, Counted, FormReason, Phase, ProblemWords, RefusalReason, Translation, Words, } from '../languages/words.js';
/** The texts of the elements. Each file is one that a page loads only when it needs it. */
export declare const WORDS: Tables<Words>;
/** Sets the words for a language ("de"). The elements choose by the nearest lang attribute. */
export declare function addWords(language: string, words: Translation<Words>): void;
/** The words for an element's language, by the nearest lang attribute; English by default. */
export declare function wordsFor(element: Element): Words;
/** The language of an element, such as "de" or "pt-BR"; "" where there is none. */
export declare function languageOf(element: Element): string;
/** The nearest element that says the language, also outside of the shadow that the element is in. */
export declare function languageSource(element: Element): Element | null;
