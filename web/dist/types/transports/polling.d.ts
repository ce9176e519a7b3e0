import { type Random } from '../base/backoff.js';
import type { SnapshotReader } from '../server/snapshot.js';
import { LiveTransport } from './live-transport.js';
import type { TransportEvents } from './transport.js';
interface PollingOptions {
    readonly read: SnapshotReader;
    readonly random: Random;
}
export declare class PollingTransport extends LiveTransport<PollingOptions> {
    #private;
    constructor(read: SnapshotReader, events: TransportEvents, random: Random);
    check(): void;
    protected changed(id: string): void;
    protected begin(): void;
    protected end(): void;
    /** Polling goes on for as long as it is open. */
    protected doubt(): void;
}
export {};
