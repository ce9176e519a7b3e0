/* SPDX-License-Identifier: MIT
 *
 * Everything the dashboard shows, as one value: a pure reducer over what the channel brings.
 */

import { isTerminal, type ProgressDocument } from '../store/document.js';
import {
  EMPTY_STORE,
  reduceStore,
  type Store,
  type StoreEntry,
  type StoreEvent,
} from '../store/store.js';
import { type Site, sessionsOf } from './site.js';

/** One second of the site. */
export interface PlotSample {
  readonly at: number;
  /** Bytes/s of all senders together. */
  readonly rate: number;
  readonly sessions: number;
}

export interface Board {
  /** By id, as they came. */
  readonly store: Store;
  readonly site: Site | null;
  /** The last minutes, oldest first. */
  readonly samples: readonly PlotSample[];
}

export interface UploadRow {
  readonly id: string;
  readonly entry: StoreEntry;
  readonly document: ProgressDocument;
}

export interface Totals {
  readonly uploading: number;
  readonly rate: number;
  readonly processing: number;
  readonly waiting: number;
  readonly failed: number;
  readonly ended: number;
}

export const EMPTY_BOARD: Board = { store: EMPTY_STORE, site: null, samples: [] };

/** So long the plots look back. */
export const SPAN_MS = 300_000;
/** So many uploads that have ended are kept to be seen, the newest. */
const ENDED_MAX = 500;

/** The board after news of an upload. */
export function takeNews(board: Board, event: StoreEvent): Board {
  const store = reduceStore(board.store, event);
  return store === board.store ? board : { ...board, store: withoutOldest(store) };
}

/** The board after a word about the site: each is one step of the plots. */
export function takeSite(board: Board, site: Site): Board {
  if (site.at === board.site?.at) return board;
  // The first word comes before the uploads do.
  if (!board.site) return { ...board, site };
  const sample = { at: site.at, rate: totalsOf(board).rate, sessions: sessionsOf(site) };
  // Another relay's clock may be behind: there is no future on the plots.
  const samples = board.samples.filter(({ at }) => at > site.at - SPAN_MS && at < site.at);
  return { ...board, site, samples: [...samples, sample] };
}

/** The board without what has ended. */
export function clearEnded(board: Board): Board {
  const store = new Map([...board.store].filter(([, entry]) => !isEnded(entry)));
  return { ...board, store };
}

/** Uploads whose end would be missed if nobody asked. */
export function openIds(board: Board): string[] {
  return [...board.store].flatMap(([id, entry]) => (isEnded(entry) ? [] : [id]));
}

/** The oldest first: no place changes while an upload is there. */
export function rowsOf(board: Board): UploadRow[] {
  return [...board.store]
    .flatMap(([id, entry]) => (entry.document ? [{ id, entry, document: entry.document }] : []))
    .sort((a, b) => beginOf(a) - beginOf(b) || a.id.localeCompare(b.id));
}

function beginOf({ document }: UploadRow): number {
  return document.created_at ?? 0;
}

/** Whether each word of the filter is in the text, in letters of any size. */
export function matchesFilter(text: string, filter: string): boolean {
  const within = text.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => within.includes(word));
}

export function totalsOf(board: Board): Totals {
  const totals = { uploading: 0, rate: 0, processing: 0, waiting: 0, failed: 0, ended: 0 };
  for (const entry of board.store.values()) {
    const { document } = entry;
    if (!document) continue;
    if (document.state === 'failed') totals.failed++;
    if (isEnded(entry)) totals.ended++;
    else if (document.state === 'processing' || document.state === 'queued') totals.processing++;
    else if (document.transfer === 'active') totals.uploading++;
    else totals.waiting++;
    if (isMoving(entry)) totals.rate += document.rate ?? 0;
  }
  return totals;
}

/** Whether bytes come in now. */
export function isMoving({ presence, document }: StoreEntry): boolean {
  return presence === 'known' && document?.transfer === 'active' && !isTerminal(document.state);
}

/** Whether nothing more will happen to it by itself. */
export function isEnded({ presence, document }: StoreEntry): boolean {
  return presence === 'gone' || (document !== null && isTerminal(document.state));
}

/** Removes the ended ones that came first, as far as there are too many. */
function withoutOldest(store: Store): Store {
  let extra = [...store.values()].filter(isEnded).length - ENDED_MAX;
  if (extra <= 0) return store;
  return new Map([...store].filter(([, entry]) => !(isEnded(entry) && extra-- > 0)));
}
