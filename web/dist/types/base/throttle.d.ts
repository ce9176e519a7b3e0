export declare class Throttle {
    #private;
    constructor(call: () => void, ms: number);
    set(): void;
    /** Makes the call that waits now. */
    flush(): void;
    stop(): void;
}
