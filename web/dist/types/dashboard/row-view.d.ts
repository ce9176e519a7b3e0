import { type FileView } from '../view/file-view.js';
import type { Words } from '../view/words.js';
import { type UploadRow } from './board.js';
import type { DashboardWords } from './words.js';
export interface RowView {
    readonly id: string;
    readonly file: FileView;
    readonly headline: string;
    /** The running stage and its progress, or why it failed. */
    readonly detail: string | null;
    /** Of the whole, in percent. */
    readonly percent: string;
    readonly stored: string;
    readonly rate: string | null;
    readonly left: string | null;
    readonly canRetry: boolean;
    readonly canCancel: boolean;
    /** The server forgets the story with the upload. */
    readonly hasStory: boolean;
}
export declare function viewRow({ id, entry, document }: UploadRow, words: Words, own: DashboardWords): RowView;
/** The text that the filter searches. */
export declare function searchText(view: RowView): string;
