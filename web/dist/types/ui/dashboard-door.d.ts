import { type TemplateResult } from 'lit';
import type { DashboardWords } from '../dashboard-words.js';
import type { Problem } from '../problem.js';
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
