/** One relay or worker, as its last heartbeat had it. */
export interface Program {
    readonly kind: 'relay' | 'worker';
    readonly name: string;
    readonly host: string;
    readonly pid: number;
    readonly version: string;
    readonly startedAt: number;
    readonly stopping: boolean;
    /** Whether it was heard of lately; a killed one is shown for a while. */
    readonly alive: boolean;
    readonly heardMs: number;
    /**
     * Of a relay: who is connected, by transport; uploads watched; the way through Redis, -1:
     * unknown.
     */
    readonly sessions: Readonly<Record<string, number>>;
    readonly topics: number;
    readonly lagMs: number;
    /** Of a worker: jobs at a time, now, and ended since it began. */
    readonly slots: number;
    readonly running: number;
    readonly done: number;
    readonly failed: number;
}
export interface Site {
    /** When the relay said so, in ms since 1970. */
    readonly at: number;
    /** Whether it hears heartbeats at all. */
    readonly available: boolean;
    readonly programs: readonly Program[];
    /** What all programs have counted, by name. */
    readonly counters: Readonly<Record<string, number>>;
}
/** Reads the event; null when it is none. */
export declare function readSite(value: unknown): Site | null;
/** Clients connected to the relays that are there. */
export declare function sessionsOf(site: Site): number;
