/* SPDX-License-Identifier: MIT
 *
 * The server's capabilities: the answer to `GET` on the upload URL. It names all other URLs.
 */
import { isRecord, nonEmptyText, parseJson, positiveNumber, textsIn } from '../base/json.js';
import { failedAnswer, localProblem, type Problem, readProblem } from './problem.js';
import { isDenied, request } from './request.js';

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
export class CapabilitiesError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** Another program than Loadline answers at this address; retried, because it may be temporary. */
const NO_SERVER: Problem = { ...localProblem('no_server', null), retryable: true };

/** Reads the answer of a server at `base`; throws where it is not a document of capabilities. */
export function readCapabilities(value: unknown, base: string): Capabilities {
  if (!isRecord(value)) throw new CapabilitiesError(NO_SERVER);
  const resolve = (url: unknown, otherwise: string) =>
    new URL(nonEmptyText(url) ?? otherwise, base).href;
  const optional = (url: unknown) => (nonEmptyText(url) === null ? null : resolve(url, base));
  return {
    maxSize: positiveNumber(value.max_size),
    chunkSize: positiveNumber(value.chunk_size),
    accept: readAccept(isRecord(value.accept) ? value.accept : {}),
    quota: value.quota,
    metadataFields: textsIn(value.metadata_fields),
    uploaders: textsIn(value.uploaders),
    uploadUrl: resolve(value.upload_url, base),
    progressUrl: resolve(value.progress_url, '/progress/'),
    liveEventsUrl: optional(value.live_events_url),
    livePollUrl: optional(value.live_poll_url),
    liveUrl: optional(value.live_url)?.replace(/^http/, 'ws') ?? null,
  };
}

function readAccept(value: Record<string, unknown>): AcceptRules {
  return {
    types: textsIn(value.types),
    refusedTypes: textsIn(value.refused_types),
    extensions: textsIn(value.extensions),
    refusedExtensions: textsIn(value.refused_extensions),
  };
}

/** Asks the server at the absolute URL `base`; rejects where it cannot be reached. */
export async function fetchCapabilities(
  base: string,
  token: string | null = null,
): Promise<Capabilities> {
  const answer = await request(base, () => token);
  const body = await answer.text();
  if (!answer.ok) throw new CapabilitiesError(readRefusal(answer, body));
  return readCapabilities(parseJson(body), base);
}

function readRefusal({ status, headers }: Response, body: string): Problem {
  const problem = readProblem(failedAnswer(status, body, (name) => headers.get(name)));
  if (problem.code !== 'http') return problem;
  if (isDenied(status)) return { ...problem, code: 'denied' };
  return { ...problem, code: status >= 500 ? 'server_failed' : NO_SERVER.code };
}
