/* SPDX-License-Identifier: MIT
 *
 * Asking for the present state of some uploads, once: `GET /progress/?ids=`.
 */
import { isRecord, type ProgressDocument, readDocument } from './document.js';
import type { TokenProvider } from './transport.js';

export interface Snapshot {
  readonly documents: readonly ProgressDocument[];
  readonly gone: readonly string[];
}

/** Reads the state of the ids; rejects when the server could not be asked. */
export type SnapshotReader = (ids: readonly string[]) => Promise<Snapshot>;

/** Keeps the URL below 2 KB. */
const IDS_PER_REQUEST = 50;
const ANSWER_LIMIT_MS = 10_000;

/** A reader for the progress URL `base`. */
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
  const shown = (await token?.()) ?? null;
  const answer = await fetch(url.href.replaceAll('%2C', ','), {
    headers: {
      Accept: 'application/json',
      ...(shown === null ? {} : { Authorization: `Bearer ${shown}` }),
    },
    cache: 'no-store',
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
  });
  if (!answer.ok) throw new Error(`progress answered ${answer.status}`);
  return readSnapshot(await answer.json());
}

function readSnapshot(value: unknown): Snapshot {
  if (!isRecord(value)) throw new Error('progress answered something else than a snapshot');
  const uploads = Array.isArray(value.uploads) ? value.uploads : [];
  const gone = Array.isArray(value.gone) ? value.gone : [];
  return {
    documents: uploads.map(readDocument).filter((document) => document !== null),
    gone: gone.filter((id): id is string => typeof id === 'string'),
  };
}
