import type { Words } from '../view/words.js';
export interface Dropped {
    readonly files: readonly File[];
    /** Names of empty folders, and of files that could not be read. */
    readonly left: readonly string[];
    /** The drop had more files than are taken at once. */
    readonly isCut: boolean;
}
/** So many files and folders of one drop are taken. */
export declare const DROP_LIMIT = 10000;
/** Must be called while the event is handled: the browser takes the items back afterwards. */
export declare function readDrop({ items, files }: DataTransfer): Promise<Dropped>;
/** The sentences for what was left out; empty where all files were taken. */
export declare function droppedNotice({ left, isCut }: Dropped, words: Words): string;
