/* SPDX-License-Identifier: MIT
 *
 * The URL of an upload ends with its id or, where it is also the right to change the upload, with
 * ID.KEY.
 */
const CAPABILITY = /\/([0-9a-f]{32}(?:\.[0-9a-f]{32})?)$/;
const ID_LENGTH = 32;

/** The id, and the key where there is one; null when it is not of this kind. */
export function capabilityOf(url: string): string | null {
  return CAPABILITY.exec(new URL(url).pathname)?.[1] ?? null;
}

/** The id in an upload's URL; null when there is none. */
export function idOf(url: string): string | null {
  return capabilityOf(url)?.slice(0, ID_LENGTH) ?? null;
}

/** Whether the URL has the key that is the right to change what it names. */
export function hasKey(url: string | null): boolean {
  return url !== null && /[0-9a-f]{32}\.[0-9a-f]{32}$/.test(url);
}
