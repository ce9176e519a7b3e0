import { LiveTransport } from './live-transport.js';
import type { RelayMessage } from './relay-protocol.js';
import { Watchlist } from './watchlist.js';
export declare abstract class HttpTransport extends LiveTransport {
    #private;
    protected readonly watched: Watchlist;
    /** Sends the request and handles what comes, until the signal or the end of the answer. */
    protected abstract follow(signal: AbortSignal): Promise<void>;
    protected begin(): void;
    protected end(): void;
    protected changed(id: string): void;
    /** Starts a new request for all uploads that are watched. */
    protected restart(): void;
    /** The first event of an upload also acknowledges that it is watched. */
    protected take(message: RelayMessage): void;
}
