import { type Random } from '../base/backoff.js';
import type { PageSignals } from '../base/page-signals.js';
import { type Problem } from '../server/problem.js';
import type { Sender, SenderEvents } from './sender.js';
export type TransferState = 
/** Chosen; its turn has not come. */
'waiting' | 'sending' | 'paused'
/** Interrupted; resumes at `retryAt`, or when the browser is online again. */
 | 'retrying'
/** The server has every byte. */
 | 'complete' | 'failed' | 'cancelled';
export interface Transfer {
    readonly state: TransferState;
    /** Bytes that the server confirmed. */
    readonly confirmed: number;
    /** Bytes that left the page. */
    readonly sent: number;
    /** Smoothed rate of the sent bytes, in bytes/s; null while unknown. */
    readonly rate: number | null;
    readonly startedAt: number | null;
    readonly retryAt: number | null;
    readonly problem: Problem | null;
    /**
     * The offset at which the last interruption resumed; 0: the server lost everything, and the
     * upload began again.
     */
    readonly resumedFrom: number | null;
    readonly url: string | null;
    /** When `confirmed` was last told or rose, or a new upload began; null before, and when it is found. */
    readonly confirmedAt: number | null;
}
export interface TransferOptions {
    readonly makeSender: (events: SenderEvents) => Sender;
    readonly signals: PageSignals;
    readonly random: Random;
    readonly changed: () => void;
    /** The upload with this URL, which it took over, turned out to be of another file. */
    readonly left?: (url: string) => void;
}
/** Whether another window of this browser sends it, as far as this page knows. */
export declare function isElsewhere({ problem }: Pick<Transfer, 'problem'>): boolean;
/** Whether it began elsewhere or earlier, and nobody has told yet what the server has of it. */
export declare function isUntold({ url, confirmedAt }: Transfer): boolean;
export declare class TransferControl {
    #private;
    constructor(options: TransferOptions);
    get transfer(): Transfer;
    /** Starts, or resumes after a pause, an interruption or a failure. */
    start(): void;
    /** Ends the wait after a broken connection: nothing is in the way. */
    nudge(): void;
    pause(): void;
    /** A paused one waits for its turn. */
    queue(): void;
    /** Resumes, once it is started, what another transfer of the same file began. */
    takeOver({ url, confirmed }: Transfer): void;
    /** Shows an upload that began before a reload; its file is missing. */
    restore(url: string): void;
    /**
     * Stops for good and, if `discard` is set, deletes the upload on the server. Returns whether
     * nothing is left there; a sender that was never started does not know what it took over.
     */
    cancel(discard?: boolean): Promise<boolean>;
    /** Fails because of the server's record. */
    fail(problem: Problem): void;
    /** Takes the count of bytes from the server's record. */
    serverHas(bytes: number): void;
    dispose(): void;
}
