import { type Random } from '../base/backoff.js';
import type { PageSignals } from '../base/page-signals.js';
import type { SnapshotReader } from '../server/snapshot.js';
import type { StoreEvent } from '../store/store.js';
import type { Rung } from '../transports/transport.js';
import { type ChannelHealth } from './health.js';
export interface ChannelOptions {
    readonly rungs: readonly Rung[];
    /** Bridges gaps; null where there is none. */
    readonly snapshot: SnapshotReader | null;
    readonly signals: PageSignals;
    readonly random: Random;
}
export interface ChannelEvents {
    news(event: StoreEvent): void;
    health(health: ChannelHealth): void;
    /** The state of the programs, for those that watch SITE. */
    site?(site: unknown): void;
    /** The relay will not send this, or not all of it. */
    refused?(ids: readonly string[], code: string): void;
}
export declare class Channel {
    #private;
    constructor(options: ChannelOptions, events: ChannelEvents);
    get health(): ChannelHealth;
    /** Brings the news of this upload, of ALL or of SITE, until `unwatch`. */
    watch(id: string): void;
    unwatch(id: string): void;
    /** Connects. `watch` does so as well; an earlier call saves time. */
    open(): void;
    /** Fetches the present state and tries the best transport now, without the rest of the wait. */
    retryNow(): void;
    /** Closes the channel for good. */
    dispose(): void;
}
