export interface UnfinishedUpload {
    readonly url: string;
    /** The result of contentSample(). */
    readonly sample: string;
}
export declare class UnfinishedUploads {
    #private;
    constructor(endpoint: string);
    /** The unfinished uploads of a file with this name, type, size and time; the newest first. */
    find(file: File): readonly UnfinishedUpload[];
    /** Tells which files have one, as the storage is now. */
    lookup(): (file: File) => boolean;
    /** Stores an upload, or renews its age. */
    keep(file: File, { url, sample }: UnfinishedUpload): void;
    forget(url: string): void;
}
