export interface UnfinishedUpload {
    readonly url: string;
    /** As contentSample() made it. */
    readonly sample: string;
}
/** Most servers have removed what is older than this. */
export declare const UNFINISHED_KEPT_MS: number;
export declare class UnfinishedUploads {
    #private;
    constructor(endpoint: string);
    /** Those of a file of this name, type, size and time; the newest first. */
    find(file: File): readonly UnfinishedUpload[];
    /** Keeps it, or its age: what is gone on with is young again. */
    keep(file: File, { url, sample }: UnfinishedUpload): void;
    forget(url: string): void;
}
