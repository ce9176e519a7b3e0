import type { Words } from '../view/words.js';
export interface Dropped {
    readonly files: readonly File[];
    /** Names of folders that have no files, and of what could not be read. */
    readonly left: readonly string[];
    /** There were more files than are taken at once. */
    readonly isCut: boolean;
}
/** So many files and folders of one drop are looked at. */
export declare const DROP_LIMIT = 10000;
/** To be called while the event is handled: afterwards the browser has taken the items back. */
export declare function readDrop({ items, files }: DataTransfer): Promise<Dropped>;
/** The sentences for what was left out; empty where all files were taken. */
export declare function droppedNotice({ left, isCut }: Dropped, words: Words): string;
