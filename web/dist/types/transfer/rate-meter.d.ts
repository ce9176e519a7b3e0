export declare class RateMeter {
    #private;
    /** Notes the count at the time `now`, in ms of a monotonic clock. */
    note(count: number, now: number): void;
    /** Per second; null while unknown. */
    get perSecond(): number | null;
    reset(): void;
}
