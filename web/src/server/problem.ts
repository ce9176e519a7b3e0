/* SPDX-License-Identifier: MIT
 *
 * Why a request failed, in one form for the server's answers (RFC 9457) and for network errors.
 */
import { isRecord, nonEmptyText, parseJson } from '../base/json.js';
import type { ErrorCode, ErrorStatuses } from '../store/protocol-names.js';

/** The codes that the client gives to problems itself. */
export type LocalCode =
  | 'network'
  | 'http'
  | 'denied'
  | 'no_server'
  | 'server_failed'
  | 'no_relay'
  | 'part_too_large'
  | 'file_changed'
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
export function failedAnswer(status: number, body: string, header: HeaderReader): FailedAnswer {
  const retryAfter = header('Retry-After') ?? undefined;
  const date = isDate(retryAfter ?? '') ? (header('Date') ?? undefined) : undefined;
  return { status, body, retryAfter, date };
}

/** Client errors that may pass: offset mismatch, locked, too many requests. */
type PassingCode = 'timeout' | 'offset_mismatch' | 'locked' | 'too_many_uploads';
const PASSING: ReadonlySet<number> = new Set<ErrorStatuses[PassingCode] | 425>([
  408, 409, 423, 425, 429,
]);

/**
 * The longest wait, even if the server asks for more: its guess may be too long, and a waiting page
 * looks dead.
 */
export const LONGEST_WAIT_MS = 300_000;

/** A problem that the client finds itself, such as a file that is too large. */
export function localProblem(code: string, detail: string | null): Problem {
  return { code, status: 0, detail, retryable: false, retryAfterMs: 0 };
}

/** The server did not answer. */
export const NETWORK_PROBLEM: Problem = { ...localProblem('network', null), retryable: true };

/** Reads an error response. */
export function readProblem(answer: FailedAnswer): Problem {
  const { status, body, retryAfter, date } = answer;
  const value = parseJson(body);
  const said = isRecord(value) ? value : {};
  return {
    code: typeof said.code === 'string' ? said.code : 'http',
    status,
    detail: nonEmptyText(said.detail) ?? nonEmptyText(said.title),
    retryable:
      status >= 500 || PASSING.has(status) || said.code === ('interrupted' satisfies ErrorCode),
    retryAfterMs: retryAfterOf(retryAfter ?? '', date ?? ''),
  };
}

/** Retry-After, in ms: seconds or a date (RFC 9110, section 10.2.3); 0 for anything else. */
function retryAfterOf(retryAfter: string, date: string): number {
  const ms = isDate(retryAfter)
    ? Date.parse(retryAfter) - (Date.parse(date) || Date.now())
    : Number(retryAfter) * 1000;
  return ms > 0 ? Math.min(ms, LONGEST_WAIT_MS) : 0;
}

function isDate(retryAfter: string): boolean {
  return !/^\d*$/.test(retryAfter);
}
