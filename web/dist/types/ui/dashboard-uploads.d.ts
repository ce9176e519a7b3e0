import { type TemplateResult } from 'lit';
import type { Command } from '../commands.js';
import type { RowView } from '../dashboard-row.js';
import type { DashboardWords } from '../dashboard-words.js';
import type { Words } from '../words.js';
export interface UploadsTable {
    readonly rows: readonly RowView[];
    readonly words: Words;
    readonly own: DashboardWords;
    act(row: RowView, what: Command): void;
}
export declare function uploadsTable(table: UploadsTable): TemplateResult;
