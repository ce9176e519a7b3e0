import { type TemplateResult } from 'lit';
import type { Words } from '../view/words.js';
import type { FoundList, FoundUpload } from './found-list.js';
import type { RowView } from './row-view.js';
import type { DashboardWords, RowAction } from './words.js';
export interface FoundTable {
    readonly list: FoundList;
    readonly words: Words;
    readonly own: DashboardWords;
    readonly now: number;
    view(upload: FoundUpload): RowView;
    act(row: RowView, what: RowAction): void;
}
export declare function foundTable(table: FoundTable): TemplateResult;
