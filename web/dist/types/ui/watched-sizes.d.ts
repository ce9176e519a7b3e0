export declare class WatchedSizes {
    #private;
    constructor(changed: () => void);
    /** These elements only, from now on. */
    watch(...elements: readonly (Element | null)[]): void;
}
