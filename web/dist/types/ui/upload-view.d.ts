import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import { type FileView } from '../view/file-view.js';
import type { Words } from '../view/words.js';
/** What a row shows beside the upload itself. */
export interface Surroundings {
    readonly client: LoadlineClient;
    /** The files before it that wait too. */
    readonly waitingBefore: number;
    /** By this page's clock. */
    readonly now: number;
    readonly words: Words;
}
export declare function lookAt(upload: Upload, around: Surroundings): FileView;
