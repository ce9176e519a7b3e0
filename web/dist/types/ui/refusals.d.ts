import type { Capabilities } from '../server/capabilities.js';
import type { Words } from '../view/words.js';
import { type Dropped } from './dropped-files.js';
import { type FileRules, type RefusedFile } from './file-rules.js';
export declare class Refusals {
    #private;
    dropped(drop: Dropped): void;
    refused(files: readonly RefusedFile[], rules: FileRules): void;
    /** Empty where nothing was refused. */
    text(capabilities: Capabilities | null, words: Words): string;
}
