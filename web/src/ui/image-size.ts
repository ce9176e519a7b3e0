/* SPDX-License-Identifier: MIT
 *
 * Width and height from the head of an image, before anything decodes it: a small file may hold an
 * image that fills the memory.
 */

/** So many bytes of a file have its size, also behind a camera's notes. */
export const IMAGE_HEAD_BYTES = 262_144;

/** In pixels, not turned; null for other formats. Throws a RangeError where the head is cut off. */
export function imageSize(head: DataView): readonly [number, number] | null {
  switch (head.getUint16(0)) {
    case 0x8950: // PNG: IHDR comes first
      return [head.getUint32(16), head.getUint32(20)];
    case 0x4749: // GIF
      return [head.getUint16(6, true), head.getUint16(8, true)];
    case 0x5249: // RIFF
      return webpSize(head);
    case 0xffd8:
      return jpegSize(head);
    default:
      return null;
  }
}

/** In the segment that begins the frame: SOF0 to SOF3. */
function jpegSize(head: DataView): readonly [number, number] {
  let at = 2;
  while (head.getUint16(at) >> 2 !== 0xffc0 >> 2) at += 2 + head.getUint16(at + 2);
  return [head.getUint16(at + 7), head.getUint16(at + 5)];
}

/** Lossy, lossless, or with a head of its own. */
function webpSize(head: DataView): readonly [number, number] {
  const low = (at: number, shift = 0) => (head.getUint32(at, true) >> shift) & 0x3fff;
  switch (head.getUint8(15)) {
    case 0x20:
      return [low(24, 16), low(26, 16)];
    case 0x4c:
      return [low(21) + 1, low(21, 14) + 1];
    default:
      return [low(24) + 1, low(26, 8) + 1];
  }
}
