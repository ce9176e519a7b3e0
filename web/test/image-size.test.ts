/* SPDX-License-Identifier: MIT
 *
 * The size of an image by its head, and the kind of a file by its name and type.
 */
import { describe, expect, it } from 'vitest';
import { type FileKind, kindOf } from '../src/ui/file-kinds.js';
import { imageSize } from '../src/ui/image-size.js';

function sizeOf(...bytes: readonly (number | string)[]): readonly [number, number] | null {
  const head = bytes.flatMap((each) =>
    typeof each === 'string' ? [...each].map((char) => char.charCodeAt(0)) : each,
  );
  return imageSize(new DataView(new Uint8Array(head).buffer));
}

describe('the size of an image', () => {
  it('is read from the head of each format', () => {
    expect(sizeOf(0x89, 'PNG\r\n\x1a\n', 0, 0, 0, 13, 'IHDR', 0, 0, 3, 0, 0, 0, 2, 0)).toEqual([
      768, 512,
    ]);
    expect(sizeOf('GIF89a', 64, 1, 200, 0)).toEqual([320, 200]);
    const segments = [0xff, 0xe0, 0, 3, 9, 0xff, 0xc4, 0, 4, 9, 9];
    expect(sizeOf(0xff, 0xd8, ...segments, 0xff, 0xc2, 0, 9, 8, 2, 0, 3, 0)).toEqual([768, 512]);
    const riff = ['RIFF', 0, 0, 0, 0, 'WEBPVP8'];
    expect(sizeOf(...riff, ' ', 0, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 64, 1, 200, 0)).toEqual([
      320, 200,
    ]);
    expect(sizeOf(...riff, 'L', 0, 0, 0, 0, 0x2f, 0x3f, 0xc1, 0x31, 0)).toEqual([320, 200]);
    expect(sizeOf(...riff, 'X', 0, 0, 0, 0, 0, 0, 0, 0, 63, 1, 0, 199, 0, 0)).toEqual([320, 200]);
  });

  it('is unknown of other formats, and an error where the head is cut off', () => {
    expect(sizeOf('<svg />')).toBeNull();
    expect(() => sizeOf('')).toThrow(RangeError);
    expect(() => sizeOf(0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff)).toThrow(RangeError);
  });
});

describe('the kind of a file', () => {
  it.each<[string, string, FileKind]>([
    ['a.JPG', '', 'image'],
    ['a.ts', 'video/mp2t', 'text'],
    ['a.csv', 'text/csv', 'sheet'],
    ['a', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'sheet'],
    ['a.docx', '', 'text'],
    ['a.mov', 'video/quicktime', 'video'],
    ['a.opus', '', 'audio'],
    ['a.pdf', '', 'pdf'],
    ['a.tar.gz', '', 'archive'],
    ['excel', '', 'other'],
    ['zip.bin', 'application/octet-stream', 'other'],
  ])('%s, %s', (name, type, kind) => {
    expect(kindOf(name, type)).toBe(kind);
  });
});
