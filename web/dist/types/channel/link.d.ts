import type { Rung, TransportEvents } from '../transports/transport.js';
/** The time limit for the first message. */
export declare const READY_LIMIT_MS = 5000;
/** The events of a link; `good` and `down` name the link itself. */
export interface LinkEvents extends Pick<TransportEvents, 'news' | 'site' | 'refused'> {
    good(link: Link): void;
    quiet(link: Link): void;
    down(link: Link, retryAfterMs: number): void;
}
export declare class Link {
    #private;
    readonly rung: Rung;
    readonly index: number;
    constructor(rung: Rung, index: number, ids: Iterable<string>, events: LinkEvents);
    get isQuiet(): boolean;
    /** Opens it. `trusted` skips the probation, for the rung that always works. */
    open(trusted: boolean): void;
    watch(id: string): void;
    unwatch(id: string): void;
    check(): void;
    close(): void;
}
