import type { Upload } from '../client/upload.js';
/** Asks once; until the answer comes, nothing is lost. */
export declare function isLost(upload: Upload): boolean;
