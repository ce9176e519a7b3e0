import { type TemplateResult } from 'lit';
import type { Command } from '../server/commands.js';
import type { Words } from '../view/words.js';
import type { RowView } from './row-view.js';
import type { DashboardWords } from './words.js';
export interface UploadsTable {
    readonly rows: readonly RowView[];
    readonly words: Words;
    readonly own: DashboardWords;
    act(row: RowView, what: Command): void;
}
export declare function uploadsTable(table: UploadsTable): TemplateResult;
export declare function commandButton(row: RowView, what: Command, words: Words, own: DashboardWords, act: UploadsTable['act']): TemplateResult;
