export interface SavedUpload {
    readonly url: string;
    readonly name: string;
    readonly size: number;
}
export interface ListedUpload extends SavedUpload {
    /** Its bytes are on their way: it does not age. */
    readonly isMoving: boolean;
}
export declare class SavedList {
    #private;
    constructor(endpoint: string);
    recall(): readonly SavedUpload[];
    /** Cheap where nothing has changed. */
    keep(uploads: readonly ListedUpload[]): void;
    /** Leaves what is kept to the next one that asks. */
    release(): void;
}
