/* SPDX-License-Identifier: MIT
 *
 * How long to wait before trying again: exponential with full jitter, so that a thousand pages that
 * lost the same server do not come back together.
 */

export interface BackoffPlan {
  /** The longest first wait, in ms. */
  readonly baseMs: number;
  /** No wait is longer than this, in ms. */
  readonly capMs: number;
}

/** The plan for most retries. */
export const RETRY_BACKOFF: BackoffPlan = { baseMs: 2_000, capMs: 30_000 };

/** Gives numbers in [0, 1). */
export type Random = () => number;

/** The wait in ms before attempt number `attempt` (0 is the first). */
export function backoffDelay(plan: BackoffPlan, attempt: number, random: Random): number {
  const ceiling = Math.min(plan.capMs, plan.baseMs * 2 ** Math.min(attempt, 30));
  return Math.round(random() * ceiling);
}
