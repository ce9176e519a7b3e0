/* SPDX-License-Identifier: MIT
 *
 * The present state of some uploads, read once: `GET /progress/?ids=`.
 */

import { isRecord } from '../base/json.js';
import { type ProgressDocument, readDocument } from '../store/document.js';
import type { TokenProvider } from './request.js';
import { requestOk } from './request.js';

export interface Snapshot {
  readonly documents: readonly ProgressDocument[];
  readonly gone: readonly string[];
}

/** The answer to a long-poll has two more members. */
export interface LongSnapshot extends Snapshot {
  readonly stale: readonly string[];
  readonly site: unknown;
}

/** Reads the state of these ids; rejects where the server cannot be reached. */
export type SnapshotReader = (ids: readonly string[]) => Promise<Snapshot>;

/** Keeps the URL shorter than 2 KB. */
const IDS_PER_REQUEST = 50;
const ANSWER_LIMIT_MS = 10_000;

/** Makes a reader for the progress URL `base`. */
export function snapshotReader(base: string, token?: TokenProvider): SnapshotReader {
  return async (ids) => {
    const parts: Promise<Snapshot>[] = [];
    for (let i = 0; i < ids.length; i += IDS_PER_REQUEST) {
      parts.push(readPart(base, ids.slice(i, i + IDS_PER_REQUEST), token));
    }
    const read = await Promise.all(parts);
    return {
      documents: read.flatMap((part) => part.documents),
      gone: read.flatMap((part) => part.gone),
    };
  };
}

async function readPart(
  base: string,
  ids: readonly string[],
  token: TokenProvider | undefined,
): Promise<Snapshot> {
  const url = new URL(base);
  url.searchParams.set('ids', ids.join(','));
  const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
  const answer = await requestOk(url.href.replaceAll('%2C', ','), token, { signal });
  return readSnapshot(await answer.json());
}

/** Reads one answer; throws where it is not a snapshot. */
export function readSnapshot(value: unknown): LongSnapshot {
  if (!isRecord(value)) throw new Error('no answer of this kind');
  return {
    documents: arrayOf(value.uploads).flatMap((each) => readDocument(each) ?? []),
    gone: arrayOf(value.gone).filter(isId),
    stale: arrayOf(value.stale).filter(isId),
    site: value.site,
  };
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isId(value: unknown): value is string {
  return typeof value === 'string';
}
