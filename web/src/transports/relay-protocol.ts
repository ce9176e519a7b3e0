/* SPDX-License-Identifier: MIT
 *
 * The relay's protocol, loadline.v1: the client's messages, and how the relay's messages are read.
 * It knows no transport.
 */

import { isRecord, parseJson, positiveNumber } from '../base/json.js';
import { LONGEST_WAIT_MS } from '../server/problem.js';
import { readDocument } from '../store/document.js';
import type { StoreEvent } from '../store/store.js';

export const PROTOCOL = 'loadline.v1';

/**
 * What administrators can watch besides single uploads: all uploads, and the programs of the site.
 */
export const ALL = 'all';
export const SITE = 'site';

/** What a message is about, as the relay spells it. */
export type Subject =
  | { readonly ids: readonly string[] }
  | { readonly [ALL]: true }
  | { readonly [SITE]: true };

/** Whether it is ALL or SITE, which a message names alone. */
export function isList(what: string | undefined): what is typeof ALL | typeof SITE {
  return what === ALL || what === SITE;
}

/** The subject for ids, or for ALL or SITE. */
export function subjectOf(ids: readonly string[]): Subject {
  const [what] = ids;
  return isList(what) ? ({ [what]: true } as Subject) : { ids };
}

export type ClientMessage =
  | ({ readonly do: 'watch' | 'unwatch'; readonly ref: number } & Subject)
  | { readonly do: 'auth'; readonly token: string }
  | { readonly do: 'ping'; readonly ref: number };

export type RelayMessage =
  | { readonly event: 'welcome'; readonly beatMs: number }
  | { readonly event: 'watching'; readonly id: string }
  /** `progress`, `gone` and `stale`. */
  | { readonly event: 'news'; readonly news: StoreEvent }
  | { readonly event: 'site'; readonly site: unknown }
  | { readonly event: 'error'; readonly ref: number | null; readonly code: string }
  | { readonly event: 'bye'; readonly reconnectAfterMs: number };

export const DEFAULT_BEAT_MS = 20_000;

/** Reads one message; null for a beat, and for a message that this client does not know. */
export function readMessage(frame: unknown): RelayMessage | null {
  const value = parseJson(frame);
  if (!isRecord(value)) return null;
  switch (value.event) {
    case 'welcome':
      return value.protocol === PROTOCOL
        ? { event: 'welcome', beatMs: positiveNumber(value.beat_ms) ?? DEFAULT_BEAT_MS }
        : null;
    case 'progress': {
      const document = readDocument(value);
      return document && { event: 'news', news: { kind: 'document', document } };
    }
    case 'site':
      return { event: 'site', site: value };
    case 'watching':
      return { event: 'watching', id: value.all ? ALL : value.site ? SITE : String(value.id) };
    case 'gone':
    case 'stale':
      return { event: 'news', news: { kind: value.event, id: String(value.id) } };
    case 'error':
      return {
        event: 'error',
        ref: positiveNumber(value.ref),
        code: String(value.code),
      };
    case 'bye':
      return { event: 'bye', reconnectAfterMs: boundedWait(value.reconnect_after_ms) };
    default:
      return null;
  }
}

function boundedWait(value: unknown): number {
  return Math.min(positiveNumber(value) ?? 0, LONGEST_WAIT_MS);
}
