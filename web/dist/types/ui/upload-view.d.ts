import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import { type FileView } from '../view/file-view.js';
import type { Words } from '../view/words.js';
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
}
export declare function viewUpload(upload: Upload, around: ViewContext): FileView;
