/* SPDX-License-Identifier: MIT
 *
 * The points of the plots: what the server keeps of the last hour, and the page's own samples, which
 * are finer and newer. A time that neither of them knows is a gap.
 */
import { isRecord } from '../base/json.js';

/** One point of the plots; null: not known. */
export interface PlotSample {
  readonly at: number;
  /** The next point is at most so many ms away; else something is missing in between. */
  readonly reach: number;
  /** Bytes/s of all senders together. */
  readonly rate: number | null;
  /** Uploads with a sender. */
  readonly uploading: number;
  /** Uploads that wait for a worker. */
  readonly queued: number;
  readonly sessions: number | null;
}

export const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** The server has no more: a longer answer is not its own. */
const MINUTES_MAX = 61;

/** Reads the answer; null where it is none. Malformed minutes are left out. */
export function readHour(value: unknown): PlotSample[] | null {
  if (!isRecord(value) || !Array.isArray(value.minutes)) return null;
  return value.minutes.slice(-MINUTES_MAX).flatMap((minute): PlotSample[] => {
    if (!isRecord(minute)) return [];
    const { at, rate, uploading, jobs_waiting: queued } = minute;
    if (!isCount(at) || !isCount(uploading) || !isCount(queued)) return [];
    // A page's sample between two minutes may stand for one of them.
    const reach = 1.5 * MINUTE_MS;
    return [{ at, reach, rate: isCount(rate) ? rate : null, uploading, queued, sessions: null }];
  });
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** All points of the last hour: the server's minutes are where the page has no sample near. */
export function joinSamples(
  hour: readonly PlotSample[],
  own: readonly PlotSample[],
): readonly PlotSample[] {
  const end = (own.at(-1) ?? hour.at(-1))?.at ?? 0;
  const missing = hour.filter(
    ({ at }) =>
      at <= end &&
      at > end - HOUR_MS &&
      !own.some((sample) => Math.abs(sample.at - at) < MINUTE_MS / 2),
  );
  return [...missing, ...own].sort((a, b) => a.at - b.at);
}

/** Cuts the points where one is missing. */
export function runsOf(samples: readonly PlotSample[]): PlotSample[][] {
  const runs: PlotSample[][] = [];
  let before: PlotSample | undefined;
  for (const sample of samples) {
    const isNear = before && sample.at - before.at <= Math.max(before.reach, sample.reach);
    if (!isNear) runs.push([]);
    runs.at(-1)?.push(sample);
    before = sample;
  }
  return runs;
}
