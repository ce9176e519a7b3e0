import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
export declare class ElementClient {
    #private;
    constructor(make: () => LoadlineClient, mayStart: (upload: Upload) => boolean, changed: () => void);
    get(): LoadlineClient;
    /** Returns whether it is another one than before. */
    give(client: LoadlineClient | null): boolean;
    /** The element is on the page. */
    comeBack(): void;
    /** The client keeps the files: a router may put the element back. */
    goAway(): void;
}
