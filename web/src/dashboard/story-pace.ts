/* SPDX-License-Identifier: MIT
 *
 * How long an open dialog waits before it reads an upload's story again.
 */
import { type BackoffPlan, backoffDelay, type Random } from '../base/backoff.js';
import type { Problem } from '../server/problem.js';
import { isTerminal, type ProgressDocument } from '../store/document.js';
import type { RowView } from './row-view.js';
import type { StoryEntry } from './story.js';

const REFRESH_MS = 3_000;
/** An upload that has ended may be processed again: the pause grows to this. */
const ENDED_MS = 30_000;
const BACKOFF: BackoffPlan = { baseMs: 3_000, capMs: 60_000 };

export class StoryPace {
  readonly #random: Random;
  #failures = 0;
  #quiet = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The pause in ms after an answer; null where asking again is of no use. */
  after(problem: Problem | null, story: readonly StoryEntry[], row: RowView): number | null {
    if (problem) {
      if (!problem.retryable) return null;
      const pause = REFRESH_MS + backoffDelay(BACKOFF, this.#failures++, this.#random);
      return Math.max(pause, problem.retryAfterMs);
    }
    this.#failures = 0;
    this.#quiet = hasEnded(story, row) ? this.#quiet + 1 : 0;
    return Math.min(ENDED_MS, REFRESH_MS * 2 ** Math.max(0, this.#quiet - 1));
  }
}

/** The story is newer than the row; without one, the row tells. */
function hasEnded(story: readonly StoryEntry[], row: RowView): boolean {
  const last = story.at(-1);
  return last ? isTerminal(last.what as ProgressDocument['state']) : !row.canCancel;
}
