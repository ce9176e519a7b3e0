import type { StoreEvent } from '../store/store.js';
/** The events of a transport. After `down` there are none. */
export interface TransportEvents {
    /** The relay has spoken: this transport works here. */
    ready(): void;
    /** Events of this id (or ALL, or SITE) will come from now on. */
    watching(id: string): void;
    /** The relay refuses to watch these ids. */
    refused(ids: readonly string[], code: string): void;
    news(event: StoreEvent): void;
    /** The state of the site's programs, unchecked. */
    site(site: unknown): void;
    /** Whether the relay has been silent for longer than it promised. */
    quiet(isQuiet: boolean): void;
    /** It closed by itself; `retryAfterMs` is the server's wish. */
    down(retryAfterMs: number): void;
}
export interface Transport {
    open(): void;
    /** May be called at any time; ids are sent once the transport is ready. */
    watch(id: string): void;
    unwatch(id: string): void;
    /** Checks that the relay still answers; `quiet` or `down` follow if not. */
    check(): void;
    /** Closes it for good, without an event. */
    close(): void;
}
export type TransportKind = 'websocket' | 'events' | 'longpoll' | 'polling';
/** A rung of the ladder. The best is the first; the last one always works. */
export interface Rung {
    readonly kind: TransportKind;
    /** Whether events are pushed, not fetched. */
    readonly push: boolean;
    create(events: TransportEvents): Transport;
}
