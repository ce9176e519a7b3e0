import { nothing, type TemplateResult } from 'lit';
import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import type { FileView } from '../view/file-view.js';
import type { Action, Words } from '../view/words.js';
export interface UploadListOptions {
    readonly client: LoadlineClient;
    readonly views: ReadonlyMap<number, FileView>;
    readonly words: Words;
    /** How many rows are drawn. */
    readonly rows: number;
    readonly isOff: boolean;
    readonly act: (upload: Upload, action: Action) => void;
}
/** How many files wait for a person to start them. */
export declare function countHeld(uploads: readonly Upload[]): number;
export declare function renderList(options: UploadListOptions): TemplateResult | typeof nothing;
