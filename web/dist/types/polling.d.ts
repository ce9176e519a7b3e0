import { type Random } from './backoff.js';
import type { SnapshotReader } from './snapshot.js';
import type { Transport, TransportEvents } from './transport.js';
export declare class PollingTransport implements Transport {
    #private;
    constructor(read: SnapshotReader, events: TransportEvents, random: Random);
    open(): void;
    watch(id: string): void;
    unwatch(id: string): void;
    check(): void;
    close(): void;
}
