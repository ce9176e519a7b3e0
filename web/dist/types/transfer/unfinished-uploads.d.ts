export interface EarlierUpload {
    readonly url: string;
    /** As sampleOf() made it. */
    readonly sample: string;
}
export declare class EarlierUploads {
    #private;
    constructor(endpoint: string);
    /** Those of a file of this name, type, size and time; the newest first. */
    find(file: File): readonly EarlierUpload[];
    /** Keeps it, or its age: what is gone on with is young again. */
    keep(file: File, { url, sample }: EarlierUpload): void;
    forget(url: string): void;
}
