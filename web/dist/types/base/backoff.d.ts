export interface BackoffPlan {
    /** The longest first wait, in ms. */
    readonly baseMs: number;
    /** No wait is longer than this, in ms. */
    readonly capMs: number;
}
/** The plan for most retries. */
export declare const RETRY_BACKOFF: BackoffPlan;
/** Gives numbers in [0, 1). */
export type Random = () => number;
/** The wait in ms before attempt number `attempt` (0 is the first). */
export declare function backoffDelay(plan: BackoffPlan, attempt: number, random: Random): number;
