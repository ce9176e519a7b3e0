export interface Remembered {
    readonly url: string;
    readonly name: string;
    readonly size: number;
}
export interface Kept extends Remembered {
    /** Its bytes are on their way: it does not age. */
    readonly isMoving: boolean;
}
export declare class Memory {
    #private;
    constructor(endpoint: string);
    recall(): readonly Remembered[];
    /** Cheap where nothing has changed. */
    keep(uploads: readonly Kept[]): void;
    /** Leaves what is kept to the next one that asks. */
    release(): void;
}
