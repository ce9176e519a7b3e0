export declare class Alarm {
    #private;
    /** Rings once; what it was set to before is taken back. */
    set(afterMs: number, ring: () => void): void;
    stop(): void;
}
