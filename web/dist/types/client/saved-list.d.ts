export interface SavedUpload {
    readonly url: string;
    readonly name: string;
    readonly size: number;
}
export interface ListedUpload extends SavedUpload {
    /** It is being sent, so that its age does not count. */
    readonly isMoving: boolean;
}
export declare class SavedList {
    #private;
    constructor(endpoint: string);
    recall(): readonly SavedUpload[];
    /** Stores the list; cheap where it has not changed. */
    keep(uploads: readonly ListedUpload[]): void;
    /** Gives up the place; the next client that asks gets the list. */
    release(): void;
}
