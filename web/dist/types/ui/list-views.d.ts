import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import type { FileView } from '../view/file-view.js';
import type { Words } from '../view/words.js';
import type { Overview } from './overview.js';
/** The views of a list at one moment. Each is made when it is asked for: most rows are not drawn. */
export declare class ListViews {
    #private;
    readonly overview: Overview;
    /** `before` has the views that were shown last. */
    constructor(client: LoadlineClient, overview: Overview, words: Words, before?: ListViews | null);
    of(upload: Upload): FileView;
    /** What was shown of it before; undefined where it was not shown. */
    before({ key }: Upload): FileView | undefined;
}
