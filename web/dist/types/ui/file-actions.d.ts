import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import type { Action } from '../view/words.js';
export declare function actOn(upload: Upload, action: Action, client: LoadlineClient): void;
