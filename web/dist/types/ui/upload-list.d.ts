import { nothing, type TemplateResult } from 'lit';
import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import type { Action, BulkAction, Words } from '../view/words.js';
import type { BarView } from './bar.js';
import type { ListMeter } from './list-meter.js';
import type { ListViews } from './list-views.js';
import { type Overview } from './overview.js';
import type { Row } from './row-list.js';
export interface UploadListOptions {
    readonly client: LoadlineClient;
    readonly views: ListViews;
    readonly meter: ListMeter;
    readonly words: Words;
    readonly isOff: boolean;
    /** Whether a form submits the files: then finished ones are not cleared all at once. */
    readonly isField: boolean;
    /** Whether files that have not begun wait only because a person paused them. */
    readonly autostart: boolean;
    readonly act: (upload: Upload, action: Action) => void;
    readonly actOnAll: (what: BulkAction) => void;
}
export declare function renderList(options: UploadListOptions): TemplateResult | typeof nothing;
/** Without any byte, the files count. It is full only where all is stored: sizes may be unknown. */
export declare function barOf(overview: Overview, words: Words): BarView;
/** The rows that `renderList` leaves room for. */
export declare function fewRows(options: UploadListOptions): Row[];
