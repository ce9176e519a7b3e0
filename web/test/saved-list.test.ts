/* SPDX-License-Identifier: MIT
 *
 * The list that a tab keeps across a reload: one for each component, for a week.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoadlineClient } from '../src/client/client.js';
import { SavedList } from '../src/client/saved-list.js';
import type { Upload } from '../src/client/upload.js';

const ENDPOINT = 'http://localhost/uploads/';
const DAY_MS = 86_400_000;
const memories: SavedList[] = [];

function savedListOf(endpoint = ENDPOINT): SavedList {
  const list = new SavedList(endpoint);
  memories.push(list);
  return list;
}

/** All that the page had is gone but its storage. */
function reload(): void {
  for (const list of memories.splice(0)) list.release();
}

function kept(name: string, isMoving = false): Upload {
  return {
    source: { name, size: 3, file: null },
    transfer: { url: `${ENDPOINT}${name}`, state: isMoving ? 'sending' : 'paused' },
    isOver: false,
  } as Upload;
}

function whole(name: string): Upload {
  return { ...kept(name), isWhole: true } as Upload;
}

function namesIn(list: SavedList): string[] {
  return list.recall().map(({ name }) => name);
}

beforeEach(() => {
  sessionStorage.clear();
  vi.useFakeTimers({ now: 1_800_000_000_000 });
});

afterEach(() => {
  reload();
  vi.useRealTimers();
});

describe('the list of a tab', () => {
  it('is one for each component, in their order, though they have one endpoint', () => {
    const [first, second] = [savedListOf(), savedListOf()];
    first.recall();
    second.recall();
    first.keep([kept('a')]);
    second.keep([kept('b')]);
    second.keep([kept('b'), kept('c')]);
    reload();
    expect(namesIn(savedListOf())).toEqual(['a']);
    expect(namesIn(savedListOf())).toEqual(['b', 'c']);
  });

  it('is not emptied by a client that only watches', () => {
    savedListOf().keep([kept('a')]);
    reload();
    const watching = new LoadlineClient();
    watching.follow('0123456789abcdef0123456789abcdef');
    watching.dispose();
    expect(namesIn(savedListOf())).toEqual(['a']);
  });

  it('has what is whole until that is handed over', () => {
    const list = savedListOf();
    list.keep([kept('a'), whole('b')]);
    reload();
    const next = savedListOf();
    expect(namesIn(next)).toEqual(['a', 'b']);
    next.keep([kept('a'), whole('b')], true);
    next.keep([kept('a'), whole('b'), whole('c')]);
    reload();
    const last = savedListOf();
    expect(namesIn(last)).toEqual(['a']);
    last.keep([]);
    reload();
    expect(namesIn(savedListOf())).toEqual([]);
  });

  it('lasts a week from the last byte', () => {
    const list = savedListOf();
    list.keep([kept('resting'), kept('moving', true)]);
    vi.advanceTimersByTime(6 * DAY_MS);
    list.keep([kept('resting'), kept('moving', true)]);
    vi.advanceTimersByTime(2 * DAY_MS);
    reload();
    expect(namesIn(savedListOf())).toEqual(['moving']);
  });

  it('does not become younger by a reload', () => {
    savedListOf().keep([kept('a')]);
    for (let day = 0; day < 8; day++) {
      vi.advanceTimersByTime(DAY_MS);
      reload();
      const list = savedListOf();
      list.keep(list.recall().map(({ name }) => kept(name)));
    }
    expect(namesIn(savedListOf())).toEqual([]);
  });

  it('takes nonsense for nothing', () => {
    for (const text of ['{', '{"a":1}', '[{"url":1}]', 'null']) {
      sessionStorage.setItem(`loadline:0:${ENDPOINT}`, text);
      expect(namesIn(savedListOf())).toEqual([]);
      reload();
    }
  });
});
