import type { LoadlineClient } from '../client.js';
import type { Upload } from '../upload.js';
import { type FileView } from '../view.js';
import type { Words } from '../words.js';
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
