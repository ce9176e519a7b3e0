/* SPDX-License-Identifier: MIT
 *
 * The store: the newest state wins, whatever is lost, repeated or reordered.
 */
import { describe, expect, it } from 'vitest';
import type { ProgressDocument } from '../src/store/document.js';
import { EMPTY_STORE, forget, isNewer, reduceStore, type Store } from '../src/store/store.js';
import { seededRandom } from './play.js';
import { documentOf } from './samples.js';

const ID = '0'.repeat(32);

function take(store: Store, document: ProgressDocument): Store {
  return reduceStore(store, { kind: 'document', document });
}

describe('the order of documents', () => {
  it('goes by epoch first, then by rev', () => {
    const older = documentOf({ epoch: 5, rev: 9 });
    expect(isNewer(documentOf({ epoch: 5, rev: 10 }), older)).toBe(true);
    expect(isNewer(documentOf({ epoch: 6, rev: 1 }), older)).toBe(true);
    expect(isNewer(documentOf({ epoch: 5, rev: 9 }), older)).toBe(false);
    expect(isNewer(documentOf({ epoch: 4, rev: 99 }), older)).toBe(false);
  });

  it('drops what is not newer, without a trace', () => {
    const store = take(EMPTY_STORE, documentOf({ epoch: 5, rev: 9 }));
    expect(take(store, documentOf({ epoch: 5, rev: 9 }))).toBe(store);
    expect(take(store, documentOf({ epoch: 5, rev: 8, state: 'done' }))).toBe(store);
    expect(take(store, documentOf({ epoch: 4, rev: 100 }))).toBe(store);
  });

  it('keeps uploads apart', () => {
    const other = '1'.repeat(32);
    const store = take(
      take(EMPTY_STORE, documentOf({ rev: 7 })),
      documentOf({ id: other, rev: 1 }),
    );
    expect(store.get(ID)?.document?.rev).toBe(7);
    expect(store.get(other)?.document?.rev).toBe(1);
  });
});

describe('the presence of a record', () => {
  it('keeps the last document while the record is stale', () => {
    const store = reduceStore(take(EMPTY_STORE, documentOf({ rev: 3 })), { kind: 'stale', id: ID });
    expect(store.get(ID)).toMatchObject({ presence: 'stale', document: { rev: 3 } });
  });

  it('is known again by the same document', () => {
    const stale = reduceStore(take(EMPTY_STORE, documentOf({ rev: 3 })), { kind: 'stale', id: ID });
    expect(take(stale, documentOf({ rev: 3 })).get(ID)?.presence).toBe('known');
  });

  it('says gone once', () => {
    const gone = reduceStore(EMPTY_STORE, { kind: 'gone', id: ID });
    expect(reduceStore(gone, { kind: 'gone', id: ID })).toBe(gone);
    expect(gone.get(ID)).toEqual({ presence: 'gone', document: null });
  });

  it('is not denied by a late answer where a document has come', () => {
    const denied = { kind: 'denied', id: ID } as const;
    const known = take(EMPTY_STORE, documentOf({}));
    expect(reduceStore(known, denied)).toBe(known);
    const store = reduceStore(EMPTY_STORE, denied);
    expect(store.get(ID)).toEqual({ presence: 'denied', document: null });
    expect(take(store, documentOf({})).get(ID)?.presence).toBe('known');
  });

  it('can be forgotten', () => {
    const store = take(EMPTY_STORE, documentOf({}));
    const other = '1'.repeat(32);
    const both = take(store, documentOf({ id: other }));
    expect([...forget(both, [{ id: ID }, { id: null }]).keys()]).toEqual([other]);
    expect([...forget(both, [{ id: ID }, { id: other }]).keys()]).toEqual([]);
    expect(both.size, 'it was not changed').toBe(2);
  });
});

describe('any disorder', () => {
  it('ends at the newest state, and never goes back on the way', () => {
    const random = seededRandom(20_261);
    const wrong: number[] = [];
    for (let round = 0; round < 10_000; round++) {
      if (!endsAtNewest(disorder(history(random), random), random)) wrong.push(round);
    }
    expect(wrong).toEqual([]);
  }, 60_000);
});

/** Hears it all, with doubts about the record in between, and looks after each word. */
function endsAtNewest(heard: readonly ProgressDocument[], random: () => number): boolean {
  const newest = heard.reduce((a, b) => (isNewer(b, a) ? b : a));
  let store = EMPTY_STORE;
  for (const document of heard) {
    const before = store.get(ID)?.document;
    if (random() < 0.1)
      store = reduceStore(store, { kind: random() < 0.5 ? 'gone' : 'stale', id: ID });
    store = take(store, document);
    const now = store.get(ID)?.document;
    if (!now || (before && isNewer(before, now))) return false;
  }
  const last = store.get(ID)?.document;
  return last?.epoch === newest.epoch && last.rev === newest.rev;
}

/** A life with a few changes of epoch. */
function history(random: () => number): ProgressDocument[] {
  const documents: ProgressDocument[] = [];
  let epoch = 1;
  let rev = 0;
  for (let i = 0; i < 8; i++) {
    if (random() < 0.2) {
      epoch += 1 + Math.floor(random() * 5);
      rev = 0;
    }
    documents.push(documentOf({ epoch, rev: ++rev, received: i }));
  }
  return documents;
}

/** The same with losses, repetitions and another order; never empty. */
function disorder(documents: ProgressDocument[], random: () => number): ProgressDocument[] {
  const heard = documents.flatMap((document) => {
    const chance = random();
    if (chance < 0.2) return [];
    return chance < 0.4 ? [document, document] : [document];
  });
  const [first] = documents;
  if (heard.length === 0 && first) heard.push(first);
  return heard
    .map((document) => ({ document, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ document }) => document);
}
