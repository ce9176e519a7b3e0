import type { Transport, TransportEvents } from './transport.js';
import { type LiveOptions } from './watchlist.js';
export declare class LongPollTransport implements Transport {
    #private;
    constructor(options: LiveOptions, events: TransportEvents);
    open(): void;
    watch(id: string): void;
    unwatch(id: string): void;
    check(): void;
    close(): void;
}
