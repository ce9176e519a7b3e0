export declare class Alarm {
    #private;
    /** Calls `ring` once. A time that was set before is dropped. */
    set(afterMs: number, ring: () => void): void;
    stop(): void;
}
