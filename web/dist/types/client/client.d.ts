import type { Random } from '../base/backoff.js';
import { type PageSignals } from '../base/page-signals.js';
import type { ChannelHealth } from '../channel/health.js';
import type { Capabilities } from '../server/capabilities.js';
import type { Problem } from '../server/problem.js';
import type { TokenProvider } from '../server/request.js';
import { type SenderFactory } from '../transfer/sender.js';
import { type MetadataSource } from './metadata.js';
import { SendQueue } from './send-queue.js';
import { Upload } from './upload.js';
export interface ClientOptions {
    /** The upload URL, relative to the page. */
    readonly endpoint?: string;
    /** Called before each request and each connection. */
    readonly token?: TokenProvider | undefined;
    /** How many files are sent at a time. */
    readonly parallel?: number | undefined;
    /** Whether files are sent as soon as it is their turn; else they wait for start(). */
    readonly autostart?: boolean | undefined;
    /** What the server gets to know of a file besides its name and type. */
    readonly metadata?: MetadataSource | undefined;
    readonly signals?: PageSignals;
    readonly sender?: SenderFactory;
    readonly random?: Random;
}
export declare class LoadlineClient {
    #private;
    /** Starts the uploads in their order; a page may have a say in it. */
    readonly queue: SendQueue;
    constructor(options?: ClientOptions);
    /** The files in the order in which they were added. */
    get uploads(): readonly Upload[];
    get health(): ChannelHealth;
    /** Why the capabilities are missing, so that nothing can be sent; null while nothing is wrong. */
    get problem(): Problem | null;
    /** The server's capabilities; null until they are known. */
    get capabilities(): Capabilities | null;
    /** Calls the listener after each change, until the returned function is called. */
    subscribe(listener: () => void): () => void;
    /**
     * Adds files; each is sent when its turn comes. A file that was begun before a reload resumes, in
     * its old place.
     */
    add(files: Iterable<File>): readonly Upload[];
    /**
     * Asks for the server's capabilities before there is a file to send, so that its limits are known
     * when files are chosen; `again`: also where they are known, because a quota changes.
     */
    discover(again?: boolean): void;
    /** Restores the list of this tab after a reload. */
    restore(): void;
    /** After a form with the whole uploads was sent: a reload lists them no more. */
    handOver(): void;
    /** Watches an upload of another client, by ID; with ID.KEY it can be cancelled and retried. */
    follow(which: string): Upload;
    /** Sends, in order, what was paused or has not begun: all of it, or these. */
    start(uploads?: readonly Upload[]): void;
    /** Pauses all files; the server keeps what it has. */
    pause(): void;
    /** Sends failed or cancelled files again, as new uploads. */
    again(...uploads: readonly Upload[]): void;
    /** Removes files from the list. What the server is known to have only a part of is deleted there. */
    remove(...uploads: readonly Upload[]): void;
    /** Tries the best transport now. */
    reconnect(): void;
    /** Closes all connections until resume(), and keeps the files: for a view that may come back. */
    suspend(): void;
    /** Continues where suspend() stopped. */
    resume(): void;
    dispose(): void;
}
