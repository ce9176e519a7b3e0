import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Tables } from '../view/tables.js';
import { type Words } from '../view/words.js';
type Host = ReactiveControllerHost & HTMLElement;
type AnyTables = Pick<Tables<{
    readonly language: string;
}>, 'find' | 'has' | 'load' | 'subscribe'>;
export declare class PageLanguage implements ReactiveController {
    #private;
    /** `choose` takes the words anew; until a table has the language they are English. */
    constructor(host: Host, tables: readonly AnyTables[], choose: () => void);
    hostConnected(): void;
    hostDisconnected(): void;
}
/** Keeps an element's words those of its language, unless the page has given it words. */
export declare function followLanguage(host: Host & {
    words: Words;
}): void;
export {};
