/* SPDX-License-Identifier: MIT
 *
 * The URL of an upload. It ends with the id, or with ID.KEY; the key permits changes to the upload.
 */
const CAPABILITY = /\/([0-9a-f]{32}(?:\.[0-9a-f]{32})?)$/;
const ID_LENGTH = 32;

/** Most servers have removed an unfinished upload that is older than this. */
export const UNFINISHED_KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/** ID or ID.KEY, as it stands at the end of the URL; null where the URL ends otherwise. */
export function capabilityOf(url: string): string | null {
  return CAPABILITY.exec(new URL(url).pathname)?.[1] ?? null;
}

/** The id in the URL of an upload; null where there is none. */
export function idOf(url: string): string | null {
  return capabilityOf(url)?.slice(0, ID_LENGTH) ?? null;
}

/** Whether the URL ends with a key, which permits changes. */
export function hasKey(url: string | null): boolean {
  return url !== null && /[0-9a-f]{32}\.[0-9a-f]{32}$/.test(url);
}

/** Resolves against the page; without a page, as in Node, against http://localhost/. */
export function absoluteUrl(endpoint: string): string {
  return new URL(endpoint, globalThis.document?.baseURI ?? 'http://localhost/').href;
}
