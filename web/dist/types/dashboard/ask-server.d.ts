import { type Problem } from '../server/problem.js';
export interface Answer {
    /** Null where the server did what was asked. */
    readonly problem: Problem | null;
    /** What it said, if that was JSON. */
    readonly value: unknown;
}
export declare function askServer(url: URL, token: string | null, method: 'GET' | 'POST'): Promise<Answer>;
