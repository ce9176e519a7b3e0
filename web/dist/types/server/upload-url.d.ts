/** Most servers have removed an unfinished upload that is older than this. */
export declare const UNFINISHED_KEPT_MS: number;
/** ID or ID.KEY, as it stands at the end of the URL; null where the URL ends otherwise. */
export declare function capabilityOf(url: string): string | null;
/** The id in the URL of an upload; null where there is none. */
export declare function idOf(url: string): string | null;
/** Whether the URL ends with a key, which permits changes. */
export declare function hasKey(url: string | null): boolean;
/** Resolves against the page; without a page, as in Node, against http://localhost/. */
export declare function absoluteUrl(endpoint: string): string;
