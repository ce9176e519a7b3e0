import type { Capabilities } from '../server/capabilities.js';
import type { RefusalReason, Words } from '../view/words.js';
import type { QuotaRoom } from './quota.js';
export interface FileRules extends Partial<QuotaRoom> {
    /** As of `<input type=file>`: ".pdf, image/*"; empty: all. */
    readonly accept: string;
    /** Sizes in bytes; null: no limit. */
    readonly maxSize: number | null;
    readonly minSize: number | null;
    /** How many files there may be in all; null: no limit. */
    readonly maxFiles: number | null;
    /** Whether the quota has a place for the file already: it began before. */
    readonly hasPlace?: (file: File) => boolean;
}
export interface RefusedFile {
    readonly file: File;
    readonly reason: RefusalReason;
}
export interface SortedFiles {
    readonly taken: readonly File[];
    readonly refused: readonly RefusedFile[];
}
/** Sorts the files; `count` says how many there are already. */
export declare function sortFiles(files: readonly File[], rules: FileRules, capabilities: Capabilities | null, count: number): SortedFiles;
/** The size limit for a file, in bytes: the page's or the server's, whichever is smaller. */
export declare function sizeLimit(rules: FileRules, capabilities: Capabilities | null): number | null;
/** One sentence for each reason, with the names of the files. */
export declare function refusedNotice(refused: readonly RefusedFile[], rules: FileRules, capabilities: Capabilities | null, words: Words): string;
/** The attribute for the browser's dialogue: the page's, else what the server takes. */
export declare function acceptFor({ accept }: FileRules, capabilities: Capabilities | null): string;
/** A size in bytes, a number or a text as in HTML: "5000000", "5 MB"; null for anything else. */
export declare function readSize(size: string | number | null): number | null;
