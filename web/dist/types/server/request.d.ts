/** Gives the token for the server; null where none is needed. */
export type TokenProvider = () => string | null | Promise<string | null>;
/** The value of the Authorization header field; null where there is no token. */
export declare function authorization(token: TokenProvider | undefined): Promise<string | null>;
/** Sends a request past every cache; it accepts JSON by default. */
export declare function request(url: string | URL, token: TokenProvider | undefined, options?: RequestInit, accept?: string): Promise<Response>;
/** Whether the answer refuses this client. */
export declare function isDenied(status: number): boolean;
