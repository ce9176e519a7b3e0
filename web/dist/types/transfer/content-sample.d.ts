/**
 * The digest of the first, a middle and the last MiB; of all where that is not more. Rejects when
 * it cannot be read.
 */
export declare function contentSample(file: Blob): Promise<string>;
