import type { Upload } from './upload.js';
export interface SavedUpload {
    readonly url: string;
    readonly name: string;
    readonly size: number;
}
export declare class SavedList {
    #private;
    constructor(endpoint: string);
    recall(): readonly SavedUpload[];
    /**
     * Stores what a reload would interrupt. Called after each change, of a list that may be long.
     * `isTaken`: from now on what is whole belongs to whoever has got its ids.
     */
    keep(uploads: readonly Upload[], isTaken?: boolean): void;
    /** Gives up the place; the next client that asks gets the list. */
    release(): void;
}
