import type { Upload } from './upload.js';
export interface SavedUpload {
    readonly url: string;
    readonly name: string;
    readonly size: number;
}
export interface ListedUpload extends SavedUpload {
    /** It is being sent, so that its age does not count. */
    readonly isMoving: boolean;
}
/** What a reload would interrupt. Called after each change, of a list that may be long. */
export declare function unfinishedOf(uploads: readonly Upload[]): readonly ListedUpload[];
export declare class SavedList {
    #private;
    constructor(endpoint: string);
    recall(): readonly SavedUpload[];
    /** Stores the list; cheap where it has not changed. */
    keep(uploads: readonly ListedUpload[]): void;
    /** Gives up the place; the next client that asks gets the list. */
    release(): void;
}
