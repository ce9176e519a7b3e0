export declare class FrameAlarm {
    #private;
    constructor(call: () => void);
    set(): void;
    /** Makes the call that waits for the next frame now. */
    flush(): void;
    stop(): void;
}
