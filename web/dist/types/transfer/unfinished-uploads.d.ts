export interface UnfinishedUpload {
    readonly url: string;
    /** The result of contentSample(). */
    readonly sample: string;
}
/** Most servers have removed what is older than this. */
export declare const UNFINISHED_KEPT_MS: number;
export declare class UnfinishedUploads {
    #private;
    constructor(endpoint: string);
    /** The unfinished uploads of a file with this name, type, size and time; the newest first. */
    find(file: File): readonly UnfinishedUpload[];
    /** Stores an upload, or renews its age. */
    keep(file: File, { url, sample }: UnfinishedUpload): void;
    forget(url: string): void;
}
