import { type TemplateResult } from 'lit';
import type { Upload } from '../client/upload.js';
import type { Action, Words } from '../view/words.js';
import type { ListViews } from './list-views.js';
export interface FileRowOptions {
    readonly views: ListViews;
    readonly words: Words;
    readonly isOff: boolean;
    readonly act: (upload: Upload, action: Action) => void;
    /** Whether more than a line is shown; always, if it is left out. */
    readonly isOpen?: boolean;
    readonly open?: () => void;
    readonly focused?: () => void;
}
export declare function fileRow(upload: Upload, options: FileRowOptions): TemplateResult;
