import { LiveTransport } from './live-transport.js';
import type { RelayMessage } from './relay-protocol.js';
import { Watchlist } from './watchlist.js';
export declare abstract class HttpTransport extends LiveTransport {
    #private;
    protected readonly watched: Watchlist;
    /** Asks, and takes what comes until the signal or the end. */
    protected abstract follow(signal: AbortSignal): Promise<void>;
    watch(id: string): void;
    unwatch(id: string): void;
    protected begin(): void;
    protected end(): void;
    /** Asks anew, for what is watched by then. */
    protected restart(afterMs: number): void;
    /** Whatever is heard of an upload for the first time also says that it is watched. */
    protected take(message: RelayMessage): void;
}
