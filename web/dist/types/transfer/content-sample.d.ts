/**
 * The digest of the first, a middle and the last MiB; of the whole file where it is not longer.
 * Rejects where the file cannot be read.
 */
export declare function contentSample(file: Blob): Promise<string>;
/** Reads all of it. Rejects where the file is shorter by now, or cannot be read. */
export declare function readPart(part: Blob): Promise<Uint8Array<ArrayBuffer>>;
/**
 * The sample of a file that is not longer than three MiB, by its content. SHA-256 where the browser has it. Pages on plain http have no crypto.subtle, except on localhost.
 * There it is a plain sum of 64 bits: it tells a person's own files apart, and protects against no
 * attacker.
 */
export declare function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
