/**
 * The digest of the first, a middle and the last MiB; of the whole file where it is not longer.
 * Rejects where the file cannot be read.
 */
export declare function contentSample(file: Blob): Promise<string>;
