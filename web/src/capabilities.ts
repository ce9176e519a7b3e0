/* SPDX-License-Identifier: MIT
 *
 * What a server offers: `GET` on the upload URL. Everything else that the
 * client needs to know is found from here.
 */
import { isRecord } from './document.js';

export interface Capabilities {
  /** The largest file in bytes; null: any. */
  readonly maxSize: number | null;
  /** The most bytes to send in one request; null: all of them. */
  readonly chunkSize: number | null;
  /** Absolute URLs; the live one begins with ws: or wss:, null: there is no relay. */
  readonly uploadUrl: string;
  readonly progressUrl: string;
  readonly liveUrl: string | null;
  /** The same news as Server-Sent Events, and by long-poll; null: not there. */
  readonly liveEventsUrl: string | null;
  readonly livePollUrl: string | null;
}

/** Reads the document that a server at `base` gave; throws when it is not one. */
export function readCapabilities(value: unknown, base: string): Capabilities {
  if (!isRecord(value)) throw new Error('the server did not say what it can do');
  const resolve = (url: unknown, otherwise: string) =>
    new URL(typeof url === 'string' ? url : otherwise, base).href;
  const optional = (url: unknown) => (typeof url === 'string' ? resolve(url, base) : null);
  return {
    maxSize: positive(value.max_size),
    chunkSize: positive(value.chunk_size),
    uploadUrl: resolve(value.upload_url, base),
    progressUrl: resolve(value.progress_url, '/progress/'),
    liveEventsUrl: optional(value.live_events_url),
    livePollUrl: optional(value.live_poll_url),
    liveUrl: typeof value.live_url === 'string' ? socketUrl(resolve(value.live_url, base)) : null,
  };
}

/** Asks the server at the absolute URL `base`; rejects when it cannot be asked. */
export async function fetchCapabilities(
  base: string,
  token: string | null = null,
): Promise<Capabilities> {
  const answer = await fetch(base, {
    headers: {
      Accept: 'application/json',
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
    },
    cache: 'no-store',
  });
  if (!answer.ok) throw new Error(`the upload server answered ${answer.status}`);
  return readCapabilities(await answer.json(), base);
}

function socketUrl(url: string): string {
  return url.replace(/^http/, 'ws');
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && value > 0 ? value : null;
}
