import { type Random } from '../base/backoff.js';
import type { PageSignals } from '../base/page-signals.js';
import type { SnapshotReader } from '../server/snapshot.js';
import type { StoreEvent } from '../store/store.js';
import type { Rung } from '../transports/transport.js';
import { type ChannelHealth } from './health.js';
export interface ChannelOptions {
    readonly rungs: readonly Rung[];
    /** Bridges gaps; null where nothing can. */
    readonly snapshot: SnapshotReader | null;
    readonly signals: PageSignals;
    readonly random: Random;
}
export interface ChannelEvents {
    news(event: StoreEvent): void;
    health(health: ChannelHealth): void;
    /** The programs of the site, for who watches SITE. */
    site?(site: unknown): void;
    /** This will not be told, or not whole. */
    refused?(id: string, code: string): void;
}
export declare class Channel {
    #private;
    constructor(options: ChannelOptions, events: ChannelEvents);
    get health(): ChannelHealth;
    /**
     * Keeps the news of this upload, of ALL or of SITE coming, over whatever works, until `unwatch`.
     */
    watch(id: string): void;
    unwatch(id: string): void;
    /** Connects; `watch` does so by itself, earlier is only quicker. */
    open(): void;
    /**
     * Asks for the present state and tries the best way now, instead of at the end of the countdown.
     */
    retryNow(): void;
    /** Ends it for good. */
    dispose(): void;
}
