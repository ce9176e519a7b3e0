/* SPDX-License-Identifier: MIT
 *
 * The last hour on the dashboard: the answer of the server, and how its minutes and the page’s own
 * samples make one line.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../src/dashboard/ask-server.js';
import { HourReader } from '../src/dashboard/hour-reader.js';
import { joinSamples, type PlotSample, readHour, runsOf } from '../src/dashboard/last-hour.js';
import { localProblem, NETWORK_PROBLEM } from '../src/server/problem.js';

const MINUTE = 60_000;
const NOW = 28_000_000 * MINUTE;

/** Minutes before now, as the server tells them. */
function hourOf(...ago: number[]): PlotSample[] {
  const minutes = ago.map((n) => ({
    at: NOW - n * MINUTE,
    rate: 1000 * n,
    uploading: 2,
    jobs_waiting: 3,
  }));
  const hour = readHour({ minutes });
  if (!hour) throw new Error('no hour');
  return hour;
}

/** Seconds before now, as the page saw them. */
function ownOf(...ago: number[]): PlotSample[] {
  const values = { reach: 14_000, rate: 5, uploading: 1, queued: 0, sessions: 4 };
  return ago.map((s) => ({ at: NOW - s * 1000, ...values }));
}

const agoOf = (samples: readonly PlotSample[]) => samples.map(({ at }) => (NOW - at) / 1000);

describe('the answer', () => {
  it('is read as far as it makes sense', () => {
    const good = { at: 5, rate: 7, uploading: 1, jobs_waiting: 2 };
    const minutes = [
      good,
      { ...good, rate: null },
      { ...good, at: 'now' },
      { ...good, uploading: -1 },
      { at: 6, rate: 1 },
      null,
      7,
    ];
    expect(readHour({ minutes })).toEqual([
      { at: 5, reach: 90_000, rate: 7, uploading: 1, queued: 2, sessions: null },
      { at: 5, reach: 90_000, rate: null, uploading: 1, queued: 2, sessions: null },
    ]);
    for (const wrong of [null, [], {}, { minutes: 'none' }]) expect(readHour(wrong)).toBeNull();
    expect(readHour({ minutes: Array.from({ length: 500 }, () => good) })).toHaveLength(61);
  });
});

describe('the question', () => {
  const good: Answer = { problem: null, value: { minutes: [] } };
  const away: Answer = { problem: NETWORK_PROBLEM, value: null };
  let asked: number;
  let told: number;
  let answer: Answer;
  let reader: HourReader;

  beforeEach(() => {
    vi.useFakeTimers();
    asked = told = 0;
    reader = new HourReader(
      async () => {
        asked++;
        return answer;
      },
      () => told++,
    );
  });

  afterEach(() => {
    reader.dispose();
    vi.useRealTimers();
  });

  it('is repeated each minute until there is an answer', async () => {
    answer = away;
    await reader.read();
    await vi.advanceTimersByTimeAsync(125_000);
    expect([asked, told]).toEqual([3, 0]);
    answer = good;
    await vi.advanceTimersByTimeAsync(600_000);
    expect([asked, told]).toEqual([4, 1]);
  });

  it('is not repeated where the answer will be the same', async () => {
    answer = { problem: localProblem('not_found', null), value: null };
    await reader.read();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toBe(1);
  });

  it('is not repeated by itself once the hour is known', async () => {
    answer = good;
    await reader.read();
    answer = away;
    await reader.read();
    await vi.advanceTimersByTimeAsync(600_000);
    expect([asked, told]).toEqual([2, 1]);
  });

  it('waits as long as the server says', async () => {
    answer = { problem: { ...NETWORK_PROBLEM, retryAfterMs: 90_000 }, value: null };
    await reader.read();
    await vi.advanceTimersByTimeAsync(89_000);
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked).toBe(2);
  });
});

describe('the line', () => {
  it('begins with the server’s minutes and ends with the page’s own seconds', () => {
    const line = joinSamples(hourOf(4, 3, 2, 1), ownOf(70, 60, 50, 40, 30, 20, 10, 0));
    expect(agoOf(line)).toEqual([240, 180, 120, 70, 60, 50, 40, 30, 20, 10, 0]);
    expect(runsOf(line)).toHaveLength(1);
    expect(line[0]?.rate).toBe(4000);
    expect(line.at(-1)?.rate).toBe(5);
  });

  it('is the server’s alone before the first news', () => {
    expect(agoOf(joinSamples(hourOf(2, 1, 0), []))).toEqual([120, 60, 0]);
    expect(joinSamples([], [])).toEqual([]);
  });

  it('has a gap where nobody wrote, not a zero', () => {
    const line = joinSamples(hourOf(9, 8, 5, 4), ownOf(200, 190, 180));
    expect(runsOf(line).map(agoOf)).toEqual([
      [540, 480],
      [300, 240, 200, 190, 180],
    ]);
    expect(line.some(({ rate }) => rate === 0)).toBe(false);
  });

  it('is filled by the server where the page was away', () => {
    const own = ownOf(620, 610, 600, 20, 10, 0);
    expect(runsOf(joinSamples([], own))).toHaveLength(2);
    const line = joinSamples(hourOf(11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0), own);
    expect(runsOf(line)).toHaveLength(1);
    expect(agoOf(line).slice(0, 6)).toEqual([660, 620, 610, 600, 540, 480]);
  });

  it('has nothing that is older than an hour, or newer than the newest news', () => {
    expect(agoOf(joinSamples(hourOf(70, 61, 60, 59, 1, -3), ownOf(0)))).toEqual([3540, 60, 0]);
  });
});
