export interface Remembered {
    readonly url: string;
    readonly name: string;
    readonly size: number;
}
export declare class Memory {
    #private;
    constructor(endpoint: string);
    recall(): readonly Remembered[];
    /** Cheap where nothing has changed. */
    keep(uploads: readonly Remembered[]): void;
}
