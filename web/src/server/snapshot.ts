/* SPDX-License-Identifier: MIT
 *
 * The present state of some uploads, read once: `GET /progress/?ids=`.
 */

import { isRecord, textsIn } from '../base/json.js';
import { readDocument } from '../store/document.js';
import type { StoreEvent } from '../store/store.js';
import { isDenied, request, type TokenProvider } from './request.js';

/** The answer to a long-poll. The state of the site's programs is unchecked. */
export interface Snapshot {
  readonly news: readonly StoreEvent[];
  readonly site: unknown;
}

/** Reads the state of these ids; rejects where the server cannot be reached. */
export type SnapshotReader = (ids: readonly string[]) => Promise<readonly StoreEvent[]>;

/** Keeps the URL shorter than 2 KB. */
const IDS_PER_REQUEST = 50;
const ANSWER_LIMIT_MS = 10_000;

/** Makes a reader for the progress URL `base`. */
export function snapshotReader(base: string, token?: TokenProvider): SnapshotReader {
  return async (ids) => {
    const parts: Promise<readonly StoreEvent[]>[] = [];
    for (let i = 0; i < ids.length; i += IDS_PER_REQUEST) {
      parts.push(readPart(base, ids.slice(i, i + IDS_PER_REQUEST), token));
    }
    return (await Promise.all(parts)).flat();
  };
}

async function readPart(
  base: string,
  ids: readonly string[],
  token: TokenProvider | undefined,
): Promise<readonly StoreEvent[]> {
  const url = new URL(base);
  url.searchParams.set('ids', ids.join(','));
  const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
  const answer = await request(url.href.replaceAll('%2C', ','), token, { signal });
  if (isDenied(answer.status)) return ids.map((id) => ({ kind: 'denied', id }));
  return readSnapshot(await answer.json()).news;
}

/** Reads one answer; throws where it is not a snapshot, as a problem document is none. */
export function readSnapshot(value: unknown): Snapshot {
  if (!isRecord(value) || !Array.isArray(value.uploads)) throw new Error('no snapshot');
  const news = value.uploads.flatMap((each): StoreEvent[] => {
    const document = readDocument(each);
    return document ? [{ kind: 'document', document }] : [];
  });
  for (const kind of ['gone', 'stale'] as const) {
    for (const id of textsIn(value[kind])) news.push({ kind, id });
  }
  return { news, site: value.site };
}
