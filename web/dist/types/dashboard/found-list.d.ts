import type { Problem } from '../server/problem.js';
import { type ProgressDocument } from '../store/document.js';
import type { Answer } from './ask-server.js';
export interface FoundUpload {
    readonly owner: string | null;
    /** In ms since 1970; null: it has not ended, or long ago. */
    readonly endedAt: number | null;
    readonly document: ProgressDocument;
}
export interface FoundPage {
    readonly uploads: readonly FoundUpload[];
    /** The place of the next page; null: this is the last one. */
    readonly next: number | null;
}
export type AskForPage = (words: string, from: number) => Promise<Answer>;
/** Reads an answer; entries that are malformed are left out. */
export declare function readPage(value: unknown): FoundPage;
export declare class FoundList {
    #private;
    constructor(ask: AskForPage, changed: () => void);
    /** The words that were looked for; empty: what ended in the last day. */
    get words(): string;
    get page(): FoundPage;
    /** Why the newest question was not answered. */
    get problem(): Problem | null;
    /** Whether the server has answered once. */
    get isKnown(): boolean;
    look(text: string): void;
    /**
     * Reads again soon after the number of ended uploads, which the relay tells, has changed. A search
     * costs the server more: it is repeated at its own pace.
     */
    heed(ended: number): void;
    more(): void;
    dispose(): void;
}
