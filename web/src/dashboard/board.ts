/* SPDX-License-Identifier: MIT
 *
 * The state of the dashboard as one value: a pure reducer over the events of the channel.
 */

import { isTerminal, type ProgressDocument } from '../store/document.js';
import {
  EMPTY_STORE,
  reduceStore,
  type Store,
  type StoreEntry,
  type StoreEvent,
} from '../store/store.js';
import { HOUR_MS, type PlotSample } from './last-hour.js';
import { jobsWaitingOf, type Site, sessionsOf } from './site.js';

export interface Board {
  /** By id, in the order of arrival. */
  readonly store: Store;
  readonly site: Site | null;
  /** What the server knows of the last hour; null: it does not tell. */
  readonly hour: readonly PlotSample[] | null;
  /** The page's own points within the span of the plots, the oldest first. */
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
  /** Those of them that are in the state `queued`. */
  readonly queued: number;
  readonly waiting: number;
  readonly failed: number;
  readonly ended: number;
}

export const EMPTY_BOARD: Board = { store: EMPTY_STORE, site: null, hour: null, samples: [] };

/** The time span of the plots where the server does not tell of the last hour. */
export const SPAN_MS = 300_000;
/** A plot has at most so many points: about one for each of its pixels. */
const POINTS_MAX = 360;
/** The relay tells of the site each second. */
const NEWS_MS = 4_000;
/** So many ended uploads stay listed, the newest. */
const ENDED_MAX = 500;

/** The board after an event of an upload. */
export function takeNews(board: Board, event: StoreEvent): Board {
  const store = reduceStore(board.store, event);
  return store === board.store ? board : { ...board, store: withoutOldest(store) };
}

/** The time span of the plots. */
export function spanOf({ hour }: Board): number {
  return hour ? HOUR_MS : SPAN_MS;
}

/** The board after an event of the site. The newest in each step of the plots is a point. */
export function takeSite(board: Board, site: Site): Board {
  if (site.at === board.site?.at) return board;
  // The first event of the site comes before the uploads.
  if (!board.site) return { ...board, site };
  const span = spanOf(board);
  const step = span / POINTS_MAX;
  const { rate, uploading, ...totals } = totalsOf(board);
  // As the server counts for the last hour; the states are near it where no worker tells.
  const queued = jobsWaitingOf(site) ?? totals.queued;
  const sessions = sessionsOf(site);
  const sample = { at: site.at, reach: step + NEWS_MS, rate, uploading, queued, sessions };
  // Another relay's clock may be behind: drop points that seem to be in the future.
  const samples = board.samples.filter(({ at }) => at > site.at - span && at < site.at);
  const stepOf = (at: number) => Math.floor(at / step);
  const last = samples.at(-1);
  if (last && stepOf(last.at) === stepOf(site.at)) samples.pop();
  return { ...board, site, samples: [...samples, sample] };
}

/** The board without ended uploads. */
export function clearEnded(board: Board): Board {
  const store = new Map([...board.store].filter(([, entry]) => !isEnded(entry)));
  return { ...board, store };
}

/** The uploads that have not ended; the end of one may have been missed during a gap. */
export function openIds(board: Board): string[] {
  return [...board.store].flatMap(([id, entry]) => (isEnded(entry) ? [] : [id]));
}

/** The oldest first, so that rows keep their places. */
export function rowsOf(board: Board): UploadRow[] {
  return [...board.store]
    .flatMap(([id, entry]) => (entry.document ? [{ id, entry, document: entry.document }] : []))
    .sort((a, b) => beginOf(a) - beginOf(b) || a.id.localeCompare(b.id));
}

function beginOf({ document }: UploadRow): number {
  return document.created_at ?? 0;
}

/** Whether the text has each word of the filter, in upper or lower case. */
export function matchesFilter(text: string, filter: string): boolean {
  const within = text.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => within.includes(word));
}

export function totalsOf(board: Board): Totals {
  const totals = {
    uploading: 0,
    rate: 0,
    processing: 0,
    queued: 0,
    waiting: 0,
    failed: 0,
    ended: 0,
  };
  for (const entry of board.store.values()) {
    const { document } = entry;
    if (!document) continue;
    if (document.state === 'failed') totals.failed++;
    if (isEnded(entry)) totals.ended++;
    else if (document.state === 'processing' || document.state === 'queued') totals.processing++;
    else if (document.transfer === 'active') totals.uploading++;
    else totals.waiting++;
    if (document.state === 'queued' && !isEnded(entry)) totals.queued++;
    if (isMoving(entry)) totals.rate += document.rate ?? 0;
  }
  return totals;
}

/** Whether bytes arrive now. */
export function isMoving({ presence, document }: StoreEntry): boolean {
  return presence === 'known' && document?.transfer === 'active' && !isTerminal(document.state);
}

/** Whether nothing more will happen by itself. */
export function isEnded({ presence, document }: StoreEntry): boolean {
  return presence === 'gone' || (document !== null && isTerminal(document.state));
}

/** Removes the oldest ended uploads above the limit. */
function withoutOldest(store: Store): Store {
  let extra = [...store.values()].filter(isEnded).length - ENDED_MAX;
  if (extra <= 0) return store;
  return new Map([...store].filter(([, entry]) => !(isEnded(entry) && extra-- > 0)));
}
