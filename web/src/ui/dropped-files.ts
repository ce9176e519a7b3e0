/* SPDX-License-Identifier: MIT
 *
 * The files of a drop. Browsers list a folder as a small file that cannot be read: its files are
 * taken instead, or its name is shown where that is impossible.
 */
import { nameList } from '../view/name-list.js';
import { say } from '../view/say.js';
import type { Words } from '../view/words.js';

export interface Dropped {
  readonly files: readonly File[];
  /** Names of empty folders, and of files that could not be read. */
  readonly left: readonly string[];
  /** The drop had more files than are taken at once. */
  readonly isCut: boolean;
  /** It had no file, but a text or a link. */
  readonly isText?: boolean;
}

/** So many files and folders are taken at a time. */
export const DROP_LIMIT = 10_000;

interface Walk {
  readonly files: File[];
  readonly left: string[];
  seen: number;
}

/** The first files of a choice. */
export function firstOf(files: readonly File[]): Dropped {
  const isCut = files.length > DROP_LIMIT;
  return { files: isCut ? files.slice(0, DROP_LIMIT) : files, left: [], isCut };
}

/** Must be called while the event is handled: the browser takes the items back afterwards. */
export async function readDrop({ items, files }: DataTransfer): Promise<Dropped> {
  const walk: Walk = { files: [], left: [], seen: 0 };
  const dropped = [...items].filter(({ kind }) => kind === 'file');
  const entries = dropped.map((item) => item.webkitGetAsEntry?.() ?? null);
  const plain = [...files];
  if (plain.length + entries.length === 0) return { ...firstOf([]), isText: true };
  // Without a folder the browser's own list is complete, and in order.
  if (entries.length > 0 && entries.every((entry) => entry?.isFile)) return firstOf(plain);
  for (const entry of entries) if (entry) await walkEntry(entry, walk);
  if (entries.every((entry) => entry === null)) await takeReadable(plain, walk);
  return { files: walk.files, left: walk.left, isCut: walk.seen > DROP_LIMIT };
}

/** The sentences for what was left out; empty where all files were taken. */
export function droppedNotice({ left, isCut, isText }: Dropped, words: Words): string {
  const names = nameList(left, words);
  const sentences = [
    names && say(words, words.notTaken, { names }),
    isText && words.onlyFiles,
    isCut && say(words, words.tooMany, { limit: DROP_LIMIT }, DROP_LIMIT),
  ];
  return sentences.filter(Boolean).join(' ');
}

/** Depth needs no limit of its own: DROP_LIMIT counts folders too. */
async function walkEntry(entry: FileSystemEntry, walk: Walk): Promise<void> {
  if (++walk.seen > DROP_LIMIT) return;
  try {
    if (entry.isFile) walk.files.push(await fileOfEntry(entry as FileSystemFileEntry));
    else await walkFolder(entry as FileSystemDirectoryEntry, walk);
  } catch {
    walk.left.push(entry.name);
  }
}

async function walkFolder(folder: FileSystemDirectoryEntry, walk: Walk): Promise<void> {
  const reader = folder.createReader();
  const before = walk.seen;
  // Browsers give up to a hundred entries at a time, and none at the end.
  for (let some = await readEntries(reader); some.length > 0; some = await readEntries(reader)) {
    for (const entry of some) await walkEntry(entry, walk);
    if (walk.seen > DROP_LIMIT) return;
  }
  if (walk.seen === before) walk.left.push(folder.name);
}

/** Where the browser does not tell folders apart: takes the files of which a byte can be read. */
async function takeReadable(files: readonly File[], walk: Walk): Promise<void> {
  for (const file of files) {
    try {
      await file.slice(0, 1).arrayBuffer();
      walk.files.push(file);
    } catch {
      walk.left.push(file.name);
    }
  }
}

/** The file says where in the folder it is, as browsers do it for a folder that is chosen. */
async function fileOfEntry(entry: FileSystemFileEntry): Promise<File> {
  const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
  const path = entry.fullPath.slice(1);
  if (path.includes('/')) Object.defineProperty(file, 'webkitRelativePath', { value: path });
  return file;
}

function readEntries(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}
