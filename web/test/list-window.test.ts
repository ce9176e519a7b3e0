/* SPDX-License-Identifier: MIT
 *
 * Which lines of a long list are drawn, and where.
 */
import { describe, expect, it } from 'vitest';
import { fullHeight, type ListWindow, linesAbove, linesOf, topOf } from '../src/ui/list-window.js';

function windowOf(change: Partial<ListWindow>): ListWindow {
  return {
    count: 10_000,
    linePx: 40,
    scrolledPx: 0,
    heightPx: 400,
    openedAt: null,
    extraPx: 0,
    focusedAt: null,
    ...change,
  };
}

describe('the lines that are drawn', () => {
  it('are those in sight, and some around them', () => {
    const lines = linesOf(windowOf({ scrolledPx: 4_000 }));
    expect(lines.at(0)).toBeLessThan(100);
    expect(lines.at(-1)).toBeGreaterThan(110);
    expect(lines.length).toBeLessThan(30);
  });

  it('end with the list, also when it became shorter than it is scrolled', () => {
    expect(linesOf(windowOf({ count: 3, scrolledPx: 9_000 }))).toContain(2);
    expect(linesOf(windowOf({ count: 0 }))).toEqual([]);
  });

  it('have the one with the focus among them, and those beside it', () => {
    const lines = linesOf(windowOf({ scrolledPx: 200_000, focusedAt: 7 }));
    expect(lines.slice(0, 3)).toEqual([6, 7, 8]);
    expect(lines.at(3)).toBeGreaterThan(4_000);
  });

  it('give way to one that is opened', () => {
    const window = windowOf({ openedAt: 5, extraPx: 160 });
    expect([5, 6].map((at) => topOf(at, window))).toEqual([200, 400]);
    expect(fullHeight(window)).toBe(10_000 * 40 + 160);
    const scrolled = linesOf({ ...window, scrolledPx: 4_000 + 160 });
    expect(scrolled.at(-1)).toBeGreaterThan(110);
  });
});

describe('the lines above what is seen', () => {
  const before = [...'abcdefgh'];

  it('come and go', () => {
    expect(linesAbove(before, [...'cdefgh'], 4)).toBe(-2);
    expect(linesAbove(before, [...'xyabcdefgh'], 4)).toBe(2);
    expect(linesAbove(before, [...'abcdefghi'], 4)).toBe(0);
  });

  it('are counted by the next line where the first one that is seen is gone', () => {
    expect(linesAbove(before, [...'bdfh'], 4)).toBe(-3);
    expect(linesAbove(before, [...'abc'], 4)).toBe(0);
  });

  it('do not count at the top of the list', () => {
    expect(linesAbove(before, [...'cdefgh'], 0)).toBe(0);
  });
});
