import type { Problem } from '../server/problem.js';
import type { TokenProvider } from '../server/request.js';
import type { ChunkLimit } from './chunk-limit.js';
export interface SenderEvents {
    /** No earlier upload has this content: a new upload begins. */
    anew(): void;
    /**
     * The upload exists on the server; told again for a new upload. `isFound`: it began earlier, and
     * `confirmed` will tell how much of it is there.
     */
    located(url: string, isFound?: boolean): void;
    /** The server has this many bytes; after a break these may be fewer than before. */
    confirmed(bytes: number): void;
    /** This many bytes have left the page. */
    sent(bytes: number): void;
    complete(): void;
    /** It stopped; `start` resumes at the offset of the server. */
    stopped(problem: Problem): void;
    /** The other window that had the upload is done with it: `start` resumes. */
    freed(): void;
}
export interface Sender {
    /** Begins, or resumes at the offset of the server. */
    start(): void;
    /** Stops; the server keeps what it has. */
    stop(): void;
    /** Stops and deletes the upload on the server; rejects where the server cannot be reached. */
    discard(): Promise<void>;
}
export interface SenderOptions {
    readonly file: File;
    /** Called when the first byte is due; the capabilities may not be known earlier. */
    readonly endpoint: () => string;
    readonly chunkSize: () => number | null;
    readonly token?: TokenProvider | undefined;
    /** What the server gets to know of the file besides its type; may throw. Its name too, where that was changed. */
    readonly metadata?: () => Readonly<Record<string, string>>;
    /** The limit of the web servers on the way; all files of the page share it. */
    readonly chunkLimit: ChunkLimit;
    /** Files up to this size go with the request that creates their upload (64 KiB). */
    readonly briefBytes?: number;
    /** Whether the upload with this URL may be resumed. */
    readonly mayResume: (url: string) => boolean;
}
export type SenderFactory = (options: SenderOptions, events: SenderEvents) => Sender;
/** For an upload without its file: there is nothing to send. */
export declare const NO_SENDER: Sender;
