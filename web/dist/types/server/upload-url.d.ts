/** The id, and the key where there is one; null when it is not of this kind. */
export declare function capabilityOf(url: string): string | null;
/** The id in an upload's URL; null when there is none. */
export declare function idOf(url: string): string | null;
/** Whether the URL has the key that is the right to change what it names. */
export declare function hasKey(url: string | null): boolean;
