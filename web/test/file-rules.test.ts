/* SPDX-License-Identifier: MIT
 *
 * What a person may choose, and what is said of the rest.
 */
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../src/server/acceptance.js';
import { readCapabilities } from '../src/server/capabilities.js';
import {
  acceptFor,
  type FileRules,
  readSize,
  refusedNotice,
  sizeLimit,
  sortFiles,
} from '../src/ui/file-rules.js';
import { ENGLISH } from '../src/view/words.js';

const RULES: FileRules = { accept: '', maxSize: null, minSize: null, maxFiles: null };

function fileOf(name: string, size = 1, type = ''): File {
  return new File([new Uint8Array(size)], name, { type });
}

function server(change: Record<string, unknown>) {
  return readCapabilities(change, 'http://localhost/uploads/');
}

function taken(rules: Partial<FileRules>, ...files: File[]): string[] {
  return sortFiles(files, { ...RULES, ...rules }, null, 0).taken.map(({ name }) => name);
}

describe('the page’s rules', () => {
  it('take types, types with a star, and extensions', () => {
    const files = [
      fileOf('a.pdf', 1, 'application/pdf'),
      fileOf('b.PNG', 1, 'image/png'),
      fileOf('c.Csv'),
      fileOf('d.exe', 1, 'application/x-msdownload'),
      fileOf('e'),
    ];
    expect(taken({ accept: 'application/pdf, image/*,.csv' }, ...files)).toEqual([
      'a.pdf',
      'b.PNG',
      'c.Csv',
    ]);
    for (const accept of [' ', '*/*', 'pdf', 'png, .', '.pdf, */*']) {
      expect(taken({ accept }, ...files), accept).toHaveLength(5);
    }
  });

  it('limit the size, from both sides', () => {
    const files = [fileOf('a', 9), fileOf('b', 10), fileOf('c', 20), fileOf('d', 21)];
    expect(taken({ minSize: 10, maxSize: 20 }, ...files)).toEqual(['b', 'c']);
  });

  it('leave out what does not fit the quota any more', () => {
    const sizes = [40, 70, 60, 1];
    const files = sizes.map((size) => fileOf(`${size}.bin`, size));
    expect(taken({ bytesLeft: 100 }, ...files)).toEqual(['40.bin', '60.bin']);
    expect(taken({ bytesLeft: 0, uploadsLeft: null }, ...files, fileOf('empty', 0))).toEqual([
      'empty',
    ]);
    expect(taken({ uploadsLeft: 2 }, ...files)).toEqual(['40.bin', '70.bin']);
    const hasPlace = ({ size }: File) => size === 70;
    expect(taken({ bytesLeft: 50, uploadsLeft: 2, hasPlace }, ...files), 'it began').toEqual([
      '40.bin',
      '70.bin',
      '1.bin',
    ]);
    const rules = { ...RULES, bytesLeft: 100_000, uploadsLeft: 1 };
    const [small, large] = [fileOf('small', 1), fileOf('large', 100_001)];
    const { refused } = sortFiles([large, small, small], rules, null, 0);
    expect(refusedNotice(refused, rules, null, ENGLISH)).toBe(
      'No room left in your quota (100 kB): large. More files than your quota allows: small.',
    );
  });

  it('limit the number, with what is there already', () => {
    const files = ['a', 'b', 'c'].map((name) => fileOf(name));
    const sorted = sortFiles(files, { ...RULES, maxFiles: 3 }, null, 1);
    expect(sorted.taken.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(sorted.refused).toEqual([{ file: files[2], reason: 'too_many' }]);
  });
});

describe('what the server refuses', () => {
  const refusal = (accept: Record<string, unknown>, name: string, type = '') =>
    refusalOf(server({ accept, max_size: 10 }), { name, type, size: 1 });

  it('is known by its types', () => {
    expect(refusal({ types: ['image/*'] }, 'a.png', 'IMAGE/png; x=y')).toBeNull();
    expect(refusal({ types: ['image/*'] }, 'a.txt', 'text/plain')).toBe('type_refused');
    expect(refusal({ types: ['image/*'] }, 'a.txt')).toBe('type_refused');
    expect(refusal({ refused_types: ['text/html'] }, 'a', 'text/html')).toBe('type_refused');
    expect(refusal({ refused_types: ['*/*'] }, 'a')).toBeNull();
  });

  it('is known by its extensions', () => {
    expect(refusal({ refused_extensions: ['exe'] }, 'a.EXE. .')).toBe('type_refused');
    expect(refusal({ refused_extensions: ['exe'] }, 'aexe')).toBeNull();
    expect(refusal({ extensions: ['tar.gz'] }, 'a.tar.gz')).toBeNull();
    expect(refusal({ extensions: ['tar.gz'] }, 'a.gz')).toBe('type_refused');
  });

  it('is known by its size, and is refused before it is chosen', () => {
    const big = fileOf('big', 11);
    expect(sortFiles([big], RULES, server({ max_size: 10 }), 0).refused).toEqual([
      { file: big, reason: 'too_large' },
    ]);
    expect(sizeLimit({ ...RULES, maxSize: 12 }, server({ max_size: 10 }))).toBe(10);
    expect(sizeLimit({ ...RULES, maxSize: 8 }, server({ max_size: 10 }))).toBe(8);
    expect(sizeLimit(RULES, null)).toBeNull();
  });

  it('is not offered in the browser’s dialogue, unless the page says otherwise', () => {
    const images = server({ accept: { types: ['image/*'], extensions: ['png'] } });
    expect(acceptFor(RULES, images)).toBe('image/*,.png');
    expect(acceptFor({ ...RULES, accept: '.jpg' }, images)).toBe('.jpg');
    expect(acceptFor(RULES, server({}))).toBe('');
  });
});

describe('what is said', () => {
  it('is a sentence for each reason, however many files there are', () => {
    const rules = { ...RULES, accept: '.mov', maxSize: 5_000_000, maxFiles: 13 };
    const large = Array.from({ length: 37 }, (_, i) => {
      const file = fileOf(`large ${i}.mov`);
      Object.defineProperty(file, 'size', { value: 5_000_001 });
      return file;
    });
    const small = Array.from({ length: 13 }, (_, i) => fileOf(`small ${i}.mov`));
    const files = [...large, ...small, fileOf('a.exe'), fileOf('last.mov')];
    const { taken, refused } = sortFiles(files, rules, null, 0);
    expect(taken).toEqual(small);
    expect(refusedNotice(refused, rules, null, ENGLISH)).toBe(
      'Larger than 5 MB: large 0.mov, large 1.mov, large 2.mov, large 3.mov, large 4.mov, … (+32). ' +
        'Type not accepted: a.exe. ' +
        'Only 13 files are allowed. Left out: last.mov.',
    );
  });
});

describe('a size in an attribute', () => {
  it('is bytes, or has a unit as the page shows it', () => {
    const sizes = ['5000000', '5 MB', '1.5k', '2gb', '0'].map(readSize);
    expect(sizes).toEqual([5_000_000, 5_000_000, 1500, 2_000_000_000, 0]);
    expect([null, '', 'much', '-1', '5 MiB'].map(readSize)).toEqual([null, null, null, null, null]);
  });
});
