import type { Random } from '../base/backoff.js';
import { type PageSignals } from '../base/page-signals.js';
import type { ChannelHealth } from '../channel/health.js';
import type { Capabilities } from '../server/capabilities.js';
import type { Problem } from '../server/problem.js';
import type { TokenProvider } from '../server/request.js';
import { type SenderFactory } from '../transfer/sender.js';
import { Upload } from './upload.js';
export interface ClientOptions {
    /** The upload URL, relative to the page. */
    readonly endpoint?: string;
    /** Asked before each request and each connection. */
    readonly token?: TokenProvider;
    /** How many files are sent at a time. */
    readonly parallel?: number;
    readonly signals?: PageSignals;
    readonly sender?: SenderFactory;
    readonly random?: Random;
}
export declare class LoadlineClient {
    #private;
    constructor(options?: ClientOptions);
    /** The files in the order in which they were added. */
    get uploads(): readonly Upload[];
    get health(): ChannelHealth;
    /**
     * Why the server does not say what it offers, so that nothing can be sent; null while nothing is
     * wrong.
     */
    get problem(): Problem | null;
    /** What the server offers; null until it said so. */
    get capabilities(): Capabilities | null;
    /** Calls the listener after each change until the returned function is called. */
    subscribe(listener: () => void): () => void;
    /**
     * Adds files; each is sent when its turn comes. One that was begun before a reload goes on in its
     * place.
     */
    add(files: Iterable<File>): readonly Upload[];
    /** Shows again what this tab was uploading before it was reloaded. */
    restore(): void;
    /** Watches an upload that others send, by its id or, to steer it as well, ID.KEY. */
    follow(which: string): Upload;
    /** Sends a file that failed or was cancelled once more, as a new upload. */
    again(upload: Upload): void;
    /** Takes a file off the list; it should be over. */
    remove(upload: Upload): void;
    /** Tries the best way for news now. */
    reconnect(): void;
    /**
     * Sends and hears nothing until resume(), and keeps its files: for a view that is taken away and
     * may come back.
     */
    suspend(): void;
    /** Goes on where suspend() stopped it. */
    resume(): void;
    dispose(): void;
}
