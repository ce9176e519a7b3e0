/* SPDX-License-Identifier: MIT
 *
 * Requests to the server, with the token where there is one.
 */

/** Gives the token for the server; null where none is needed. */
export type TokenProvider = () => string | null | Promise<string | null>;

/** The value of the Authorization header field; null where there is no token. */
export async function authorization(token: TokenProvider | undefined): Promise<string | null> {
  const value = (await token?.()) ?? null;
  return value === null ? null : `Bearer ${value}`;
}

/** Sends a request past every cache; it accepts JSON by default. */
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

/** Whether the answer refuses this client. */
export function isDenied(status: number): boolean {
  return status === 401 || status === 403;
}
