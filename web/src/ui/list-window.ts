/* SPDX-License-Identifier: MIT
 *
 * Which lines of a long list are drawn. All have the same height but for one, which may be opened.
 */

/** Lines that are drawn above and below what is seen. */
const MARGIN_LINES = 6;

export interface ListWindow {
  /** How many lines there are. */
  readonly count: number;
  readonly linePx: number;
  readonly scrolledPx: number;
  readonly heightPx: number;
  /** The line that is opened, and how much higher than the others it is. */
  readonly openedAt: number | null;
  readonly extraPx: number;
  /** The line with the focus: it stays, and those beside it, which the Tab key reaches. */
  readonly focusedAt: number | null;
}

/** The lines to draw, in order. */
export function linesOf(window: ListWindow): number[] {
  const { count, linePx, scrolledPx, heightPx, openedAt, extraPx, focusedAt } = window;
  const above = openedAt === null ? 0 : extraPx;
  const first = Math.floor((scrolledPx - above) / linePx) - MARGIN_LINES;
  const last = Math.ceil((scrolledPx + heightPx) / linePx) + MARGIN_LINES;
  const lines = new Set<number>();
  const add = (from: number, to: number) => {
    for (let at = Math.max(0, from); at <= Math.min(count - 1, to); at++) lines.add(at);
  };
  add(Math.min(first, count - 1), last);
  if (focusedAt !== null) add(focusedAt - 1, focusedAt + 1);
  return [...lines].sort((one, other) => one - other);
}

/** Where a line begins. */
export function topOf(at: number, { linePx, openedAt, extraPx }: ListWindow): number {
  return at * linePx + (openedAt !== null && at > openedAt ? extraPx : 0);
}

/** The height of all lines. */
export function fullHeight(window: ListWindow): number {
  return topOf(window.count, window);
}

/**
 * How many more lines than before stand above the first of `before` from the place `seenAt` on that
 * is still there; 0 at the top of the list, where new lines are seen.
 */
export function linesAbove<T>(before: readonly T[], now: readonly T[], seenAt: number): number {
  if (seenAt === 0 || before === now) return 0;
  const places = new Map(now.map((each, at) => [each, at]));
  for (let at = seenAt; at < before.length; at++) {
    const place = places.get(before[at] as T);
    if (place !== undefined) return place - at;
  }
  return 0;
}
