export interface Problem {
    /** The server's stable code, or `network`, or `http`. */
    readonly code: string;
    /** The HTTP status; 0 without an answer. */
    readonly status: number;
    /** A sentence for people, when the server gave one. */
    readonly detail: string | null;
    /** Whether the same request may succeed later. */
    readonly retryable: boolean;
    /**
     * How long to wait because the server asks for it, in ms: never longer than people would take for
     * an end.
     */
    readonly retryAfterMs: number;
}
/** The parts of an answer that matter here. */
export interface FailedAnswer {
    readonly status: number;
    readonly body: string;
    readonly retryAfter: string | undefined;
    /** When the server answered, by its own clock: that of this device may be wrong. */
    readonly date?: string | undefined;
}
type HeaderReader = (name: string) => string | null | undefined;
/**
 * The clock is asked for only where it is needed: browsers complain of fields that a foreign server
 * does not show.
 */
export declare function failedAnswer(status: number, body: string, header: HeaderReader): FailedAnswer;
/**
 * A server that asks for more is asked again nevertheless: it may have guessed, and a page that
 * waits looks dead.
 */
export declare const LONGEST_WAIT_MS = 300000;
/** A problem of our own making, such as a file that is too large. */
export declare function localProblem(code: string, detail: string | null): Problem;
/** Nobody answered. */
export declare const NETWORK_PROBLEM: Problem;
/** Reads what the server answered instead of success. */
export declare function readProblem(answer: FailedAnswer): Problem;
export {};
