import { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import type { TokenProvider } from '../server/request.js';
export interface FollowedUpload {
    readonly client: LoadlineClient;
    readonly upload: Upload;
    /** To be called once. */
    release(): void;
}
/** Follows an upload, by ID or ID.KEY. */
export declare function followUpload(which: string, endpoint: string, token: TokenProvider | undefined): FollowedUpload;
