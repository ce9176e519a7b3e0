/* SPDX-License-Identifier: MIT
 *
 * Asking the server with the token, where there is one.
 */

/** Gives the token to show to the server, or null where none is needed. */
export type TokenProvider = () => string | null | Promise<string | null>;

/** The value of the field Authorization; null where nothing is to be shown. */
export async function authorization(token: TokenProvider | undefined): Promise<string | null> {
  const value = (await token?.()) ?? null;
  return value === null ? null : `Bearer ${value}`;
}

/** Asks past every cache, for JSON unless told otherwise. */
export async function request(
  url: string | URL,
  token: TokenProvider | undefined,
  options: RequestInit = {},
  accept = 'application/json',
): Promise<Response> {
  const shown = await authorization(token);
  return fetch(url, {
    headers: { Accept: accept, ...(shown === null ? {} : { Authorization: shown }) },
    cache: 'no-store',
    ...options,
  });
}

/** The same; rejects where the answer is no success. */
export async function requestOk(...how: Parameters<typeof request>): Promise<Response> {
  const answer = await request(...how);
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  return answer;
}
