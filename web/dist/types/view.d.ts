import type { ProgressDocument, StageState } from './document.js';
import type { Problem } from './problem.js';
import type { Transfer } from './transfer.js';
import { type Action, type Phase, type Words } from './words.js';
/** What is known of a file when it is to be shown. */
export interface FileFacts {
    readonly name: string;
    readonly size: number;
    readonly transfer: Transfer;
    readonly document: ProgressDocument | null;
    /** When `document` came, by this page's clock. */
    readonly heardAt: number | null;
    readonly isUnknown: boolean;
    /** Files before it that wait too. */
    readonly waitingBefore: number;
    /** Whether the file is at hand; after a reload it is not. */
    readonly hasFile: boolean;
    /** Why the server cannot be worked with at all; null where it can. */
    readonly serverProblem?: Problem | null;
    /** Whether this page only watches what another one sends. */
    readonly isFollowed?: boolean;
    /** The page that shows this upload to whoever has its URL. */
    readonly link?: string | null;
    readonly now: number;
}
export interface StageView {
    readonly name: string;
    readonly label: string;
    readonly state: StageState;
    readonly word: string;
    /** 0 to 100; null when unknown. */
    readonly percent: number | null;
    readonly message: string | null;
    readonly took: string | null;
}
export interface ResultRow {
    readonly key: string;
    readonly label: string;
    readonly value: string;
}
export interface FileView {
    readonly name: string;
    readonly phase: Phase;
    readonly headline: string;
    /** Short figures, in order of importance. */
    readonly figures: readonly string[];
    /** Shares of the file, 0 to 1: what the server has, what has left the page. */
    readonly confirmed: number;
    readonly sent: number;
    /** Whole percent of the file that the server has; null while nobody has said. */
    readonly percent: number | null;
    /** The bar, said in words. */
    readonly spoken: string;
    readonly note: string | null;
    readonly problem: string | null;
    readonly stages: readonly StageView[];
    readonly actions: readonly Action[];
    readonly result: readonly ResultRow[];
}
/** The phase that two truths make together; the server's end counts most. */
export declare function phaseOf(transfer: Transfer, document: ProgressDocument | null, hasFile?: boolean): Phase;
/** Everything that a file's row shows. */
export declare function viewFile(facts: FileFacts, words?: Words): FileView;
