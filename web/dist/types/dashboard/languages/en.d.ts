import type { DashboardWords } from './words.js';
export declare const DASHBOARD_ENGLISH: DashboardWords;
