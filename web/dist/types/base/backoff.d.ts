export interface BackoffPlan {
    /** The longest first wait, in ms. */
    readonly baseMs: number;
    /** No wait is longer than this, in ms. */
    readonly capMs: number;
}
/** For most of what did not work. */
export declare const RETRY_BACKOFF: BackoffPlan;
/** A source of numbers in [0, 1). */
export type Random = () => number;
/** The wait in ms before attempt number `attempt` (0 is the first). */
export declare function backoffDelay(plan: BackoffPlan, attempt: number, random: Random): number;
