import { type Random } from '../base/backoff.js';
import type { PageSignals } from '../base/page-signals.js';
import { type Problem } from '../server/problem.js';
import type { Sender, SenderEvents } from './sender.js';
export type TransferState = 
/** Chosen, but not its turn yet. */
'waiting' | 'sending' | 'paused'
/** Broken off; goes on at `retryAt`, or when the browser is on line again. */
 | 'retrying'
/** The server has every byte. */
 | 'complete' | 'failed' | 'cancelled';
export interface Transfer {
    readonly state: TransferState;
    /** Bytes that the server said it has. */
    readonly confirmed: number;
    /** Bytes that left the page. */
    readonly sent: number;
    /** Smoothed bytes/s of what was sent; null while unknown. */
    readonly rate: number | null;
    readonly startedAt: number | null;
    readonly retryAt: number | null;
    readonly problem: Problem | null;
    /**
     * Where the last interruption was gone on from; 0: what the server had is lost, and it began
     * anew.
     */
    readonly resumedFrom: number | null;
    readonly url: string | null;
    /** When the count of confirmed bytes last rose, or sending began; null before. */
    readonly confirmedAt: number | null;
}
export interface TransferOptions {
    readonly makeSender: (events: SenderEvents) => Sender;
    readonly signals: PageSignals;
    readonly random: Random;
    readonly changed: () => void;
    /** What was taken over, by its URL, turned out to be of another file. */
    readonly left?: (url: string) => void;
}
export declare class TransferControl {
    #private;
    constructor(options: TransferOptions);
    get transfer(): Transfer;
    /** Starts, or goes on after a pause, a break or a failure. */
    start(): void;
    /** Ends the wait after a broken connection: the server was just heard of. */
    nudge(): void;
    pause(): void;
    /** Goes on, when its turn comes, with what another transfer of the same file began. */
    takeOver({ url, confirmed }: Transfer): void;
    /** It was begun before a reload, and its bytes are not at hand. */
    restore(url: string): void;
    /**
     * Stops for good and, where asked to, takes what was sent off the server; tells whether that is
     * done.
     */
    cancel(discard?: boolean): Promise<boolean>;
    /** Stops because of what the server's record says. */
    fail(problem: Problem): void;
    /** Takes over what the server's record says it has. */
    serverHas(bytes: number): void;
    dispose(): void;
}
