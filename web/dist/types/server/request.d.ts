/** Gives the token to show to the server, or null where none is needed. */
export type TokenProvider = () => string | null | Promise<string | null>;
/** The value of the field Authorization; null where nothing is to be shown. */
export declare function authorization(token: TokenProvider | undefined): Promise<string | null>;
/** Asks past every cache, for JSON unless told otherwise. */
export declare function request(url: string | URL, token: TokenProvider | undefined, options?: RequestInit, accept?: string): Promise<Response>;
/** The same; rejects where the answer is no success. */
export declare function requestOk(...how: Parameters<typeof request>): Promise<Response>;
