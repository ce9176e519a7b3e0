import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import type { FileFacts } from '../view/file-facts.js';
import { type FileView } from '../view/file-view.js';
import type { Phase, Words } from '../view/words.js';
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
export declare function factsOf(upload: Upload, around: Omit<ViewContext, 'words'>): FileFacts;
