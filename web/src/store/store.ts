/* SPDX-License-Identifier: MIT
 *
 * The newest known state of each upload. A pure reducer over events that may arrive late, twice or
 * in any order, from several transports at once: the greatest (epoch, rev) wins, and any other
 * event changes nothing.
 */
import type { ProgressDocument } from './document.js';

/** Whether the server has a record of the upload. `stale`: its record is missing for now. */
export type Presence = 'unknown' | 'known' | 'gone' | 'stale';

export interface StoreEntry {
  readonly presence: Presence;
  readonly document: ProgressDocument | null;
}

export type Store = ReadonlyMap<string, StoreEntry>;

export type StoreEvent =
  | { readonly kind: 'document'; readonly document: ProgressDocument }
  | { readonly kind: 'gone'; readonly id: string }
  | { readonly kind: 'stale'; readonly id: string };

export const EMPTY_STORE: Store = new Map();

/** Whether `next` is a later state than `previous`. */
export function isNewer(next: ProgressDocument, previous: ProgressDocument): boolean {
  return next.epoch === previous.epoch ? next.rev > previous.rev : next.epoch > previous.epoch;
}

/** The store after the event. It is the same object where the event brings nothing new. */
export function reduceStore(store: Store, event: StoreEvent): Store {
  switch (event.kind) {
    case 'document':
      return takeDocument(store, event.document);
    case 'gone':
    case 'stale':
      return takePresence(store, event.id, event.kind);
  }
}

/** The store without the entries of these uploads; one may have no id yet. */
export function forget(store: Store, uploads: readonly { readonly id: string | null }[]): Store {
  const next = new Map(store);
  for (const { id } of uploads) next.delete(id ?? '');
  return next;
}

function takeDocument(store: Store, document: ProgressDocument): Store {
  const before = store.get(document.id);
  if (before?.document && !isNewer(document, before.document)) {
    // The server has the same record again: nothing new, but it is known once more.
    const same = before.document.epoch === document.epoch && before.document.rev === document.rev;
    if (!same || before.presence === 'known') return store;
    return withEntry(store, document.id, { presence: 'known', document: before.document });
  }
  return withEntry(store, document.id, { presence: 'known', document });
}

function takePresence(store: Store, id: string, presence: 'gone' | 'stale'): Store {
  const before = store.get(id);
  if (before?.presence === presence) return store;
  return withEntry(store, id, { presence, document: before?.document ?? null });
}

function withEntry(store: Store, id: string, entry: StoreEntry): Store {
  return new Map(store).set(id, entry);
}
