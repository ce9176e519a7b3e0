import { nothing, type TemplateResult } from 'lit';
import { type Board, type Totals } from './board.js';
import type { DashboardWords } from './words.js';
export declare function figures(board: Board, totals: Totals, own: DashboardWords): TemplateResult;
export declare function plots(board: Board, own: DashboardWords): TemplateResult;
export declare function counted({ site }: Board, own: DashboardWords): TemplateResult | typeof nothing;
