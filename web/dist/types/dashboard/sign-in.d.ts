import { type TemplateResult } from 'lit';
import type { Problem } from '../server/problem.js';
import type { DashboardWords } from './words.js';
export interface Door {
    /** Why it stayed shut; null before anybody tried. */
    readonly problem: Problem | null;
    readonly checking: boolean;
    readonly own: DashboardWords;
    enter(token: string): void;
}
export declare function door({ problem, checking, own, enter }: Door): TemplateResult;
/** In people's words. */
export declare function reason(problem: Problem, own: DashboardWords): string;
