import type { Upload } from '../upload.js';
import { type FileView } from '../view.js';
import type { Words } from '../words.js';
/** `now` is this page's clock; `waitingBefore` the files before it that wait too. */
export declare function lookAt(upload: Upload, waitingBefore: number, now: number, words: Words): FileView;
