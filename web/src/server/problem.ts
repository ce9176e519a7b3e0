/* SPDX-License-Identifier: MIT
 *
 * Why something did not work, in one form for what the server says (RFC 9457) and for what the
 * network does.
 */
import { isRecord, nonEmptyText, parseJson } from '../base/json.js';

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
export function failedAnswer(status: number, body: string, header: HeaderReader): FailedAnswer {
  const retryAfter = header('Retry-After') ?? undefined;
  const date = isDate(retryAfter ?? '') ? (header('Date') ?? undefined) : undefined;
  return { status, body, retryAfter, date };
}

/** Client errors that pass by themselves: offset lost, locked, too many. */
const PASSING: ReadonlySet<number> = new Set([408, 409, 423, 425, 429]);

/**
 * A server that asks for more is asked again nevertheless: it may have guessed, and a page that
 * waits looks dead.
 */
export const LONGEST_WAIT_MS = 300_000;

/** A problem of our own making, such as a file that is too large. */
export function localProblem(code: string, detail: string | null): Problem {
  return { code, status: 0, detail, retryable: false, retryAfterMs: 0 };
}

/** Nobody answered. */
export const NETWORK_PROBLEM: Problem = { ...localProblem('network', null), retryable: true };

/** Reads what the server answered instead of success. */
export function readProblem(answer: FailedAnswer): Problem {
  const { status, body, retryAfter, date } = answer;
  const value = parseJson(body);
  const said = isRecord(value) ? value : {};
  return {
    code: typeof said.code === 'string' ? said.code : 'http',
    status,
    detail: nonEmptyText(said.detail) ?? nonEmptyText(said.title),
    retryable: status >= 500 || PASSING.has(status) || said.code === 'interrupted',
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
