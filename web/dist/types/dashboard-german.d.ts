import type { DashboardWords } from './dashboard-words.js';
export declare const DASHBOARD_GERMAN: DashboardWords;
