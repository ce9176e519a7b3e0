import { type Problem } from './problem.js';
/** Which files the server takes, by their declared type (with stars) and by extension (no dot). */
export interface AcceptRules {
    /** Empty: all. */
    readonly types: readonly string[];
    readonly refusedTypes: readonly string[];
    /** Empty: all. */
    readonly extensions: readonly string[];
    readonly refusedExtensions: readonly string[];
}
export interface Capabilities {
    /** The size limit for a file, in bytes; null: no limit. */
    readonly maxSize: number | null;
    /** The size limit for one request, in bytes; null: no limit. */
    readonly chunkSize: number | null;
    readonly accept: AcceptRules;
    /** What the asking person may still store, as the server says it; null: no limit. */
    readonly quota?: unknown;
    /** The metadata that the server keeps; empty: all. */
    readonly metadataFields: readonly string[];
    /** The browser uploaders whose chunks the server joins, such as `dropzone`. */
    readonly uploaders: readonly string[];
    /** Absolute URLs. `liveUrl` begins with ws: or wss:; null: there is no relay. */
    readonly uploadUrl: string;
    readonly progressUrl: string;
    readonly liveUrl: string | null;
    /** The relay by Server-Sent Events and by long-poll; null: not offered. */
    readonly liveEventsUrl: string | null;
    readonly livePollUrl: string | null;
}
/** The answer was not a document of capabilities. */
export declare class CapabilitiesError extends Error {
    readonly problem: Problem;
    constructor(problem: Problem);
}
/** Reads the answer of a server at `base`; throws where it is not a document of capabilities. */
export declare function readCapabilities(value: unknown, base: string): Capabilities;
/** Asks the server at the absolute URL `base`; rejects where it cannot be reached. */
export declare function fetchCapabilities(base: string, token?: string | null): Promise<Capabilities>;
