/* SPDX-License-Identifier: MIT
 *
 * The newest known state of each upload. A pure reducer over events that may arrive late, twice or
 * in any order, from several transports at once: the greatest (epoch, rev) wins, and any other
 * event changes nothing.
 */
import type { ProgressDocument } from './document.js';

/**
 * Why the server has no news of it. `stale`: its record is missing for now; `denied`: not for this
 * client, which counts only while nothing else was heard of it.
 */
export type Absence = 'gone' | 'stale' | 'denied';

export type Presence = 'known' | Absence;

export interface StoreEntry {
  readonly presence: Presence;
  readonly document: ProgressDocument | null;
}

export type Store = ReadonlyMap<string, StoreEntry>;

export type StoreEvent =
  | { readonly kind: 'document'; readonly document: ProgressDocument }
  | { readonly kind: Absence; readonly id: string };

export const EMPTY_STORE: Store = new Map();

/** The id of the upload that the event is about. */
export function newsId(event: StoreEvent): string {
  return event.kind === 'document' ? event.document.id : event.id;
}

/** The version in the event, as the relay spells it; null where there is none. */
export function newsVersion(event: StoreEvent): string | null {
  return event.kind === 'document' ? `${event.document.epoch}-${event.document.rev}` : null;
}

/** Whether `next` is a later state than `previous`. */
export function isNewer(next: ProgressDocument, previous: ProgressDocument): boolean {
  return next.epoch === previous.epoch ? next.rev > previous.rev : next.epoch > previous.epoch;
}

/** The store after the event. It is the same object where the event brings nothing new. */
export function reduceStore(store: Store, event: StoreEvent): Store {
  return event.kind === 'document'
    ? takeDocument(store, event.document)
    : takeAbsence(store, event.id, event.kind);
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

function takeAbsence(store: Store, id: string, presence: Absence): Store {
  const before = store.get(id);
  if (before && (presence === 'denied' || before.presence === presence)) return store;
  return withEntry(store, id, { presence, document: before?.document ?? null });
}

function withEntry(store: Store, id: string, entry: StoreEntry): Store {
  return new Map(store).set(id, entry);
}
