import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import { type FileView } from '../view/file-view.js';
import type { Phase, Words } from '../view/words.js';
/** Elements render this often while an upload is not over: countdowns and times left move. */
export declare const TICK_MS = 1000;
/** What a view needs besides the upload itself. */
export interface ViewContext {
    readonly client: LoadlineClient;
    /** How many files before it wait too. */
    readonly waitingBefore: number;
    /** By this page's clock. */
    readonly now: number;
    readonly words: Words;
    /** Whether a person may remove it from the list that it stands in. */
    readonly isListed?: boolean;
}
/** The phase of an upload of a list. */
export declare function phaseOfUpload(upload: Upload): Phase;
export declare function viewUpload(upload: Upload, around: ViewContext): FileView;
/** The views of a list, by the keys of its uploads; `before` has those that were shown last. */
export declare function viewUploads(client: LoadlineClient, before: ReadonlyMap<number, FileView>, words: Words): Map<number, FileView>;
