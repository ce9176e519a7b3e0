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
export declare function linesOf(window: ListWindow): number[];
/** Where a line begins. */
export declare function topOf(at: number, { linePx, openedAt, extraPx }: ListWindow): number;
/** The height of all lines. */
export declare function fullHeight(window: ListWindow): number;
/**
 * How many more lines than before stand above the first of `before` from the place `seenAt` on that
 * is still there; 0 at the top of the list, where new lines are seen.
 */
export declare function linesAbove<T>(before: readonly T[], now: readonly T[], seenAt: number): number;
