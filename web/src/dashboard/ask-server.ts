/* SPDX-License-Identifier: MIT
 *
 * One request with a token, and its answer as JSON or as a problem.
 */
import { parseJson } from '../base/json.js';
import { failedAnswer, NETWORK_PROBLEM, type Problem, readProblem } from '../server/problem.js';

export interface Answer {
  /** Null where the server did what was asked. */
  readonly problem: Problem | null;
  /** What it said, if that was JSON. */
  readonly value: unknown;
}

export async function askServer(
  url: URL,
  token: string | null,
  method: 'GET' | 'POST',
): Promise<Answer> {
  try {
    const answer = await fetch(url, {
      method,
      headers: {
        Accept: 'application/json',
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      },
      cache: 'no-store',
      credentials: 'omit',
    });
    const body = await answer.text();
    if (answer.ok) return { problem: null, value: parseJson(body) };
    const header = (name: string) => answer.headers.get(name);
    return { problem: readProblem(failedAnswer(answer.status, body, header)), value: null };
  } catch {
    return { problem: NETWORK_PROBLEM, value: null };
  }
}
