export declare class RateMeter {
    #private;
    /** Notes that the count was this at the time `now`, in ms of a clock that nobody sets. */
    note(count: number, now: number): void;
    /** Per second; null while unknown. */
    get perSecond(): number | null;
    reset(): void;
}
