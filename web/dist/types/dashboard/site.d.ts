/** One relay or worker, by its last heartbeat. */
export interface Program {
    readonly kind: 'relay' | 'worker';
    readonly name: string;
    readonly host: string;
    readonly pid: number;
    readonly version: string;
    readonly startedAt: number;
    readonly stopping: boolean;
    /** Whether its heartbeats arrive; a killed program stays listed for a while. */
    readonly alive: boolean;
    readonly heardMs: number;
    /**
     * Of a relay: connected clients by transport, watched uploads, delay through Redis (-1: unknown).
     */
    readonly sessions: Readonly<Record<string, number>>;
    readonly topics: number;
    readonly lagMs: number;
    /** Of a worker: parallel jobs at most, jobs now, jobs that ended since its start. */
    readonly slots: number;
    readonly running: number;
    readonly done: number;
    readonly failed: number;
    /** Its spool and the jobs in that queue, running ones included; null: it does not know. */
    readonly spool: string;
    readonly queued: number | null;
}
export interface Site {
    /** When the relay sent it, in ms since 1970. */
    readonly at: number;
    /** Whether the relay receives heartbeats at all. */
    readonly available: boolean;
    readonly programs: readonly Program[];
    /** The counters of all programs, by name. */
    readonly counters: Readonly<Record<string, number>>;
}
/** Reads the event; null where it is malformed. */
export declare function readSite(value: unknown): Site | null;
/** The clients that are connected to running relays. */
export declare function sessionsOf(site: Site): number;
/** The jobs that no worker has taken; null where no running worker tells of its queue. */
export declare function jobsWaitingOf({ programs }: Site): number | null;
