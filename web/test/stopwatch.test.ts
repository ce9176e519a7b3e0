/* SPDX-License-Identifier: MIT
 *
 * The stopwatch measures on when a clock is set, and when one stands still.
 */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Stopwatch } from '../src/base/stopwatch.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it('goes on when the clock is set back', () => {
  const watch = new Stopwatch();
  vi.setSystemTime(Date.now() - 3_600_000);
  vi.advanceTimersByTime(5_000);
  expect(watch.elapsedMs).toBe(5_000);
});

it('counts the sleep that only the clock of the wall has seen', () => {
  const watch = new Stopwatch();
  vi.setSystemTime(Date.now() + 3_600_000);
  expect(watch.elapsedMs).toBe(3_600_000);
});
