import { type TemplateResult } from 'lit';
import type { Words } from '../view/words.js';
import type { RowView } from './row-view.js';
import type { DashboardWords, RowAction } from './words.js';
export interface UploadsTable {
    readonly rows: readonly RowView[];
    readonly words: Words;
    readonly own: DashboardWords;
    act(row: RowView, what: RowAction): void;
}
export declare function uploadsTable(table: UploadsTable): TemplateResult;
export declare function commandButton(row: RowView, what: RowAction, words: Words, own: DashboardWords, act: UploadsTable['act']): TemplateResult;
/**
 * Focuses the button of an upload's story, or the heading: the row may have moved or gone while the
 * story was shown. A focus that the browser gave back to a row stays.
 */
export declare function focusStory(root: ShadowRoot, id: string): void;
