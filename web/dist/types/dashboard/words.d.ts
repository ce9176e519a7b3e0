import { Tables } from '../view/tables.js';
import type { DashboardWords } from './languages/words.js';
export { DASHBOARD_ENGLISH } from './languages/en.js';
export type { DashboardWords, Figure, Heading, Pulse, RowAction } from './languages/words.js';
export declare const DASHBOARD_WORDS: Tables<DashboardWords>;
