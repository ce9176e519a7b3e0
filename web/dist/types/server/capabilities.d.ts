import { type Problem } from './problem.js';
export interface Capabilities {
    /** The largest file in bytes; null: any. */
    readonly maxSize: number | null;
    /** The most bytes to send in one request; null: all of them. */
    readonly chunkSize: number | null;
    /** Absolute URLs; the live one begins with ws: or wss:, null: there is no relay. */
    readonly uploadUrl: string;
    readonly progressUrl: string;
    readonly liveUrl: string | null;
    /** The same news as Server-Sent Events, and by long-poll; null: not there. */
    readonly liveEventsUrl: string | null;
    readonly livePollUrl: string | null;
}
/** Something answered, but not with what a server can do. */
export declare class CapabilitiesError extends Error {
    readonly problem: Problem;
    constructor(problem: Problem);
}
/** Reads the document that a server at `base` gave; throws when it is not one. */
export declare function readCapabilities(value: unknown, base: string): Capabilities;
/** Asks the server at the absolute URL `base`; rejects when it cannot be asked. */
export declare function fetchCapabilities(base: string, token?: string | null): Promise<Capabilities>;
