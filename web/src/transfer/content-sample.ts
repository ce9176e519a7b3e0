/* SPDX-License-Identifier: MIT
 *
 * A sample of the content of a file. Name, size and time do not prove that a file is unchanged: the
 * sample is compared before an upload resumes. A File object is only a reference: the file on the
 * disk may be changed or removed at any time, and then reading it fails.
 */
const PART_BYTES = 1_048_576;

/**
 * The digest of the first, a middle and the last MiB; of the whole file where it is not longer.
 * Rejects where the file cannot be read.
 */
export async function contentSample(file: Blob): Promise<string> {
  const { size } = file;
  if (size <= 3 * PART_BYTES) return digestOf(await readPart(file));
  const starts = [0, Math.floor((size - PART_BYTES) / 2), size - PART_BYTES];
  const bytes = new Uint8Array(starts.length * PART_BYTES);
  for (const [i, start] of starts.entries()) {
    bytes.set(await readPart(file.slice(start, start + PART_BYTES)), i * PART_BYTES);
  }
  return digestOf(bytes);
}

/** Reads all of it. Rejects where the file is shorter by now, or cannot be read. */
export async function readPart(part: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await part.arrayBuffer());
  if (bytes.length !== part.size) throw new Error('cut short');
  return bytes;
}

/**
 * The sample of a file that is not longer than three MiB, by its content. SHA-256 where the browser has it. Pages on plain http have no crypto.subtle, except on localhost.
 * There it is a plain sum of 64 bits: it tells a person's own files apart, and protects against no
 * attacker.
 */
export async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) return plainSum(bytes);
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Two sums of 32 bits in the manner of FNV-1a, each with its own multiplier. */
function plainSum(bytes: Uint8Array): string {
  let [one, other] = [0x811c9dc5, 0x9e3779b9];
  for (const byte of bytes) {
    one = Math.imul(one ^ byte, 0x01000193);
    other = Math.imul(other ^ byte, 0x85ebca6b) ^ (other >>> 15);
  }
  return `plain ${one >>> 0} ${other >>> 0}`;
}
