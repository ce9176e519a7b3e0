/* SPDX-License-Identifier: MIT
 *
 * Whether a file is still the one that it was. A name, a size and a time say too little: a sample
 * of the content is compared before an upload is resumed. A file is a promise of the browser's:
 * what lies on the disk may be changed or removed at any time, and then it cannot be read any more.
 */
const PART_BYTES = 1_048_576;

/**
 * The digest of the first, a middle and the last MiB; of all where that is not more. Rejects when
 * it cannot be read.
 */
export async function contentSample(file: Blob): Promise<string> {
  const { size } = file;
  const middle = Math.floor((size - PART_BYTES) / 2);
  const isWhole = size <= 3 * PART_BYTES;
  const starts = isWhole ? [0] : [0, middle, size - PART_BYTES];
  const length = isWhole ? size : PART_BYTES;
  const bytes = new Uint8Array(starts.length * length);
  for (const [i, start] of starts.entries()) {
    const part = await readSlice(file, start, length);
    bytes.set(new Uint8Array(part), i * length);
  }
  return digestOf(bytes);
}

async function readSlice(file: Blob, start: number, length: number): Promise<ArrayBuffer> {
  const part = await file.slice(start, start + length).arrayBuffer();
  if (part.byteLength !== length) throw new Error('cut short');
  return part;
}

/**
 * SHA-256 where the browser has it. Pages on plain http have no crypto.subtle, unless they are on
 * localhost: there it is a plain sum of 64 bits, which tells a person's own files apart and is safe
 * against nobody.
 */
async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) return plainSum(bytes);
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Two sums of 32 bits in the manner of FNV-1a, with multipliers of their own. */
function plainSum(bytes: Uint8Array): string {
  let [one, other] = [0x811c9dc5, 0x9e3779b9];
  for (const byte of bytes) {
    one = Math.imul(one ^ byte, 0x01000193);
    other = Math.imul(other ^ byte, 0x85ebca6b) ^ (other >>> 15);
  }
  return `plain ${one >>> 0} ${other >>> 0}`;
}
