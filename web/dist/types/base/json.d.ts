/** Whether it is an object: not null, an array or a scalar. */
export declare function isRecord(value: unknown): value is Record<string, unknown>;
/** Parses a text; null where it is not JSON. */
export declare function parseJson(text: unknown): unknown;
/** A finite number; null for anything else. */
export declare function finiteNumber(value: unknown): number | null;
/** A number above zero; null for anything else. */
export declare function positiveNumber(value: unknown): number | null;
/** A time in ms since 1970; null for anything else. */
export declare function momentIn(value: unknown): number | null;
/** A text that is not empty; null for anything else. */
export declare function nonEmptyText(value: unknown): string | null;
/** The texts of an array; empty for anything else. */
export declare function textsIn(value: unknown): string[];
