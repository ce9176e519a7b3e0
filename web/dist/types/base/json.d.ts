/** A plain object, as opposed to null, an array or a scalar. */
export declare function isRecord(value: unknown): value is Record<string, unknown>;
/** What a text in JSON says; null where it is none. */
export declare function parseJson(text: unknown): unknown;
/** A number that is not infinite; null for anything else. */
export declare function finiteNumber(value: unknown): number | null;
/** A number above zero; null for anything else. */
export declare function positiveNumber(value: unknown): number | null;
/** An empty string says as little as null does. */
export declare function nonEmptyText(value: unknown): string | null;
