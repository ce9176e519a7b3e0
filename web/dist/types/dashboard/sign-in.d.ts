import { type TemplateResult } from 'lit';
import type { Problem } from '../server/problem.js';
import type { DashboardWords } from './words.js';
export interface SignInPage {
    /** Why it stayed shut; null before anybody tried. */
    readonly problem: Problem | null;
    readonly checking: boolean;
    readonly own: DashboardWords;
    enter(token: string): void;
}
export declare function signInPage({ problem, checking, own, enter }: SignInPage): TemplateResult;
/** In people's words. */
export declare function refusalText(problem: Problem, own: DashboardWords): string;
