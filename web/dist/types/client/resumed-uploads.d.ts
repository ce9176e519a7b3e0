import type { Upload } from './upload.js';
/** The new uploads by the listed ones that they resume; each resumes one at most. */
export declare function resumedBy(uploads: readonly Upload[], listed: readonly Upload[]): ReadonlyMap<Upload, Upload>;
