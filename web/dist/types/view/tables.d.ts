import type { Translation } from '../languages/words.js';
type Table = {
    readonly language: string;
};
/** The files by language. A file has the table as its default export. */
export type LanguageFiles<T> = Readonly<Record<string, () => Promise<{
    readonly default: Translation<T>;
}>>>;
export declare class Tables<T extends Table> {
    #private;
    constructor(english: T, files: LanguageFiles<T>);
    /** Adds or replaces a language, also where it shows; what the table lacks is English. */
    add(language: string, table: Translation<T>): void;
    /** Calls the listener after each `add`, until the function that is returned is called. */
    subscribe(listener: () => void): () => void;
    /** The table for a language tag ("de-CH"); English where there is none, or not yet. */
    find(tag: string): T;
    /** Whether there are texts in the language of the tag by now. */
    has(tag: string): boolean;
    /**
     * Loads the language of the tag. Settles when it is there, or when it is certain that it does not
     * come: the page stays English then.
     */
    load(tag: string): Promise<void>;
}
export {};
