/* SPDX-License-Identifier: MIT
 *
 * Dropped folders: their files are taken, and they are never taken for files.
 */
import { describe, expect, it } from 'vitest';
import { metadataOf } from '../src/client/metadata.js';
import { DROP_LIMIT, droppedNotice, readDrop } from '../src/ui/dropped-files.js';
import { ENGLISH } from '../src/view/words.js';

type Entry = FileSystemEntry;

function fileEntry(name: string, isReadable = true, fullPath = `/${name}`): Entry {
  const entry = {
    name,
    fullPath,
    isFile: true,
    isDirectory: false,
    file: (done: (file: File) => void, failed: (error: Error) => void) =>
      isReadable ? done(new File([name], name)) : failed(new Error('NotFoundError')),
  };
  return entry as unknown as Entry;
}

/** Hands out its entries as browsers do, a hundred at a time. */
function folderEntry(name: string, entries: readonly Entry[]): Entry {
  const entry = {
    name,
    isFile: false,
    isDirectory: true,
    createReader: () => {
      let at = 0;
      return {
        readEntries: (done: (some: readonly Entry[]) => void) => {
          done(entries.slice(at, at + 100));
          at += 100;
        },
      };
    },
  };
  return entry as unknown as Entry;
}

/** As a browser gives it: a folder is a small file that cannot be read. */
function transferOf(entries: readonly Entry[], hasEntries = true): DataTransfer {
  const files = entries.map(({ name, isFile }) => {
    const file = new File(['x'.repeat(isFile ? 1 : 4096)], name);
    if (!isFile) file.slice = () => ({ arrayBuffer: () => Promise.reject(new Error()) }) as never;
    return file;
  });
  const items = entries.map((entry) => ({
    kind: 'file',
    ...(hasEntries ? { webkitGetAsEntry: () => entry } : {}),
  }));
  return { items, files } as unknown as DataTransfer;
}

function names(files: readonly File[]): string[] {
  return files.map(({ name }) => name);
}

describe('what was dropped', () => {
  it('is files', async () => {
    const { files, left } = await readDrop(transferOf([fileEntry('a'), fileEntry('b')]));
    expect(names(files)).toEqual(['a', 'b']);
    expect(left).toEqual([]);
  });

  it('is a folder: all that is in it, however much', async () => {
    const many = Array.from({ length: 250 }, (_, i) => fileEntry(String(i)));
    const folder = folderEntry('top', [folderEntry('deep', many), fileEntry('last')]);
    const { files, left, isCut } = await readDrop(transferOf([fileEntry('first'), folder]));
    expect(names(files)).toEqual(['first', ...many.map(({ name }) => name), 'last']);
    expect([left, isCut]).toEqual([[], false]);
  });

  it('is named where nothing of it can be sent', async () => {
    const entries = [folderEntry('empty', []), folderEntry('torn', [fileEntry('lost', false)])];
    const { files, left } = await readDrop(transferOf(entries));
    expect(files).toEqual([]);
    expect(left).toEqual(['empty', 'lost']);
  });

  it('has an end', async () => {
    const many = Array.from({ length: DROP_LIMIT }, (_, i) => fileEntry(String(i)));
    const { files, isCut } = await readDrop(transferOf([folderEntry('huge', many)]));
    expect(files).toHaveLength(DROP_LIMIT - 1);
    expect(isCut).toBe(true);
  });

  it('is told from a folder also where the browser does not say so', async () => {
    const dropped = transferOf([fileEntry('a'), folderEntry('folder', [])], false);
    const { files, left } = await readDrop(dropped);
    expect(names(files)).toEqual(['a']);
    expect(left).toEqual(['folder']);
  });

  it('keeps the path in the folder', async () => {
    const deep = folderEntry('deep', [fileEntry('a', true, '/top/deep/a')]);
    const drop = transferOf([fileEntry('b'), folderEntry('top', [deep])]);
    const { files } = await readDrop(drop);
    expect(files.map((file) => metadataOf({ n: 1 }, file))).toEqual([
      { n: '1' },
      { n: '1', relativePath: 'top/deep/a' },
    ]);
    const [, last] = files as [File, File];
    expect(metadataOf({ relativePath: 'own' }, last)).toEqual({ relativePath: 'own' });
    expect(metadataOf({ relativePath: null }, last)).toEqual({});
  });

  it('is refused with a word where it is no file', async () => {
    const drop = { items: [{ kind: 'string' }], files: [] } as unknown as DataTransfer;
    expect(droppedNotice(await readDrop(drop), ENGLISH)).toBe(
      'Only files can be dropped here, not text or links.',
    );
  });
});
