import type { Upload } from '../client/upload.js';
/** ID, or ID.KEY, of an upload that the value lists. */
export declare function whichIsFollowed({ source, transfer: { url } }: Upload): string[];
/** Whether the id, or ID.KEY, names the upload. */
export declare function isOf(id: string, upload: Upload): boolean;
/** Whether it is one of the files that are counted: not cancelled, and not to be chosen again. */
export declare function takesPlace(upload: Upload): boolean;
