import { type TemplateResult } from 'lit';
import type { Problem } from '../server/problem.js';
import type { DashboardWords } from './words.js';
export interface SignInPage {
    /** Why access was refused; null before the first attempt. */
    readonly problem: Problem | null;
    readonly checking: boolean;
    readonly own: DashboardWords;
    enter(token: string): void;
}
export declare function signInPage({ problem, checking, own, enter }: SignInPage): TemplateResult;
/** The problem as a sentence. */
export declare function refusalText(problem: Problem, own: DashboardWords): string;
