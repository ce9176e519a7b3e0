/** The codes that the client gives to problems itself. */
export type LocalCode = 'network' | 'http' | 'denied' | 'no_server' | 'server_failed' | 'no_relay' | 'part_too_large' | 'file_changed'
/** Another window of this browser sends the same upload. */
 | 'other_window';
export interface Problem {
    /** The server's stable code, or `network`, or `http`. */
    readonly code: string;
    /** The HTTP status; 0 where there was no answer. */
    readonly status: number;
    /** The server's explanation for people; null where it gave none. */
    readonly detail: string | null;
    /** Whether the same request may succeed later. */
    readonly retryable: boolean;
    /** The server's Retry-After in ms, bounded by LONGEST_WAIT_MS. */
    readonly retryAfterMs: number;
}
/** What readProblem() needs of an answer. */
export interface FailedAnswer {
    readonly status: number;
    readonly body: string;
    readonly retryAfter: string | undefined;
    /** The time of the answer by the server's clock; the clock of this device may be wrong. */
    readonly date?: string | undefined;
}
type HeaderReader = (name: string) => string | null | undefined;
/**
 * Date is read only where Retry-After is a date: browsers log an error for header fields that a
 * server of another origin does not expose.
 */
export declare function failedAnswer(status: number, body: string, header: HeaderReader): FailedAnswer;
/**
 * The longest wait, even if the server asks for more: its guess may be too long, and a waiting page
 * looks dead.
 */
export declare const LONGEST_WAIT_MS = 300000;
/** A problem that the client finds itself, such as a file that is too large. */
export declare function localProblem(code: string, detail: string | null): Problem;
/** The server did not answer. */
export declare const NETWORK_PROBLEM: Problem;
/** Reads an error response. */
export declare function readProblem(answer: FailedAnswer): Problem;
export {};
