/* SPDX-License-Identifier: MIT
 *
 * The story of one upload, as the server tells it: what happened, and when. The answer is read and
 * checked here only.
 */
import { finiteNumber, isRecord, momentIn, nonEmptyText } from '../base/json.js';

export interface StoryEntry {
  /** In ms since 1970. */
  readonly at: number;
  /** A word of the server, such as "stage_started"; newer servers may have more. */
  readonly what: string;
  readonly stage: string | null;
  /** Counted from 1. */
  readonly attempt: number | null;
  readonly code: string | null;
  readonly message: string | null;
  /** When the stage runs again. */
  readonly retryAt: number | null;
}

/** Reads an answer; entries that are malformed are left out. */
export function readStory(value: unknown): StoryEntry[] {
  if (!isRecord(value) || !Array.isArray(value.story)) return [];
  return value.story.flatMap((entry: unknown) => {
    if (!isRecord(entry)) return [];
    const at = momentIn(entry.at);
    const what = nonEmptyText(entry.what);
    if (at === null || what === null) return [];
    return [
      {
        at,
        what,
        stage: nonEmptyText(entry.stage),
        attempt: finiteNumber(entry.attempt),
        code: nonEmptyText(entry.code),
        message: nonEmptyText(entry.message),
        retryAt: momentIn(entry.retry_at),
      },
    ];
  });
}
