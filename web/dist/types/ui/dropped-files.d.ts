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
export declare const DROP_LIMIT = 10000;
/** The first files of a choice. */
export declare function firstOf(files: readonly File[]): Dropped;
/** Must be called while the event is handled: the browser takes the items back afterwards. */
export declare function readDrop({ items, files }: DataTransfer): Promise<Dropped>;
/** The sentences for what was left out; empty where all files were taken. */
export declare function droppedNotice({ left, isCut, isText }: Dropped, words: Words): string;
