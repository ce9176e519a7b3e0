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
