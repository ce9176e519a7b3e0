import type { Problem } from '../server/problem.js';
import type { ProgressDocument } from '../store/document.js';
import { type Transfer } from '../transfer/transfer.js';
/** Why nothing is heard of an upload, as the words name it. */
export type Loss = 'gone' | 'forbidden';
/** The facts about a file at one moment. */
export interface FileFacts {
    readonly name: string;
    readonly size: number;
    readonly transfer: Transfer;
    readonly document: ProgressDocument | null;
    /** When `document` arrived, by this page's clock. */
    readonly heardAt: number | null;
    readonly isUnknown: boolean;
    /** Set where the server has no such upload, or tells this page nothing of it. */
    readonly loss?: Loss | null;
    /** How many files before it wait too. */
    readonly waitingBefore: number;
    /** Whether the page has the file; after a reload it has not. */
    readonly hasFile: boolean;
    /** Why the server cannot be used at all; null where it can. */
    readonly serverProblem?: Problem | null;
    /** Whether another client sends it, and this page only watches. */
    readonly isFollowed?: boolean;
    /** Whether a person may remove it from the list that it stands in. */
    readonly isListed?: boolean;
    /** The URL of its status page. */
    readonly link?: string | null;
    readonly now: number;
}
/** Whether the file must be chosen again, because it has changed. */
export declare function isFileLost({ problem }: Transfer): boolean;
/** Whether the progress is unknown: it began elsewhere or before a reload, and no news has come. */
export declare function isProgressUnknown({ document, transfer }: FileFacts): boolean;
/** Whether many bytes were sent and none arrives: something on the way buffers them. */
export declare function isHeldBack({ transfer, now }: FileFacts): boolean;
