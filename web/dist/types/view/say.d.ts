import type { Counted } from '../languages/words.js';
export type Values = Readonly<Record<string, string | number>>;
/** What a sentence needs of the table that its text is from. */
interface InLanguage {
    readonly language: string;
}
/** The sentence. `count` chooses the form of a text that has several. */
export declare function say(words: InLanguage, text: Counted, values: Values, count?: number): string;
/** "45 percent" */
export declare function spokenPercent(percent: number, words: InLanguage & {
    readonly percent: Counted;
}): string;
/** "12.3 of 45 MB" */
export declare function partOf(part: number, whole: number, words: InLanguage & {
    readonly part: string;
}): string;
/** Whether the language is written from right to left. */
export declare const isRightToLeft: (key: string) => boolean;
export {};
