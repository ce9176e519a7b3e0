export declare class Ticker {
    #private;
    constructor(call: () => void);
    keep(isNeeded: boolean): void;
}
