/** The id, and the key where there is one; null when it is not of this kind. */
export declare function capabilityOf(url: string): string | null;
/** The id in an upload's URL; null when there is none. */
export declare function idOf(url: string): string | null;
