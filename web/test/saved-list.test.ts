/* SPDX-License-Identifier: MIT
 *
 * The list that a tab keeps across a reload: one for each component, for a week.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoadlineClient } from '../src/client/client.js';
import { SavedList } from '../src/client/saved-list.js';

const ENDPOINT = 'http://localhost/uploads/';
const DAY_MS = 86_400_000;
const memories: SavedList[] = [];

function memoryOf(endpoint = ENDPOINT): SavedList {
  const memory = new SavedList(endpoint);
  memories.push(memory);
  return memory;
}

/** All that the page had is gone but its storage. */
function reload(): void {
  for (const memory of memories.splice(0)) memory.release();
}

function kept(name: string, isMoving = false) {
  return { url: `${ENDPOINT}${name}`, name, size: 3, isMoving };
}

function namesIn(memory: SavedList): string[] {
  return memory.recall().map(({ name }) => name);
}

beforeEach(() => {
  sessionStorage.clear();
  vi.useFakeTimers({ now: 1_800_000_000_000 });
});

afterEach(() => {
  reload();
  vi.useRealTimers();
});

describe('the memory of a tab', () => {
  it('is one for each component, in their order, though they have one endpoint', () => {
    const [first, second] = [memoryOf(), memoryOf()];
    first.recall();
    second.recall();
    first.keep([kept('a')]);
    second.keep([kept('b')]);
    second.keep([kept('b'), kept('c')]);
    reload();
    expect(namesIn(memoryOf())).toEqual(['a']);
    expect(namesIn(memoryOf())).toEqual(['b', 'c']);
  });

  it('is not emptied by a client that only watches', () => {
    memoryOf().keep([kept('a')]);
    reload();
    const watching = new LoadlineClient();
    watching.follow('0123456789abcdef0123456789abcdef');
    watching.dispose();
    expect(namesIn(memoryOf())).toEqual(['a']);
  });

  it('lasts a week from the last byte', () => {
    const memory = memoryOf();
    memory.keep([kept('resting'), kept('moving', true)]);
    vi.advanceTimersByTime(6 * DAY_MS);
    memory.keep([kept('resting'), kept('moving', true)]);
    vi.advanceTimersByTime(2 * DAY_MS);
    reload();
    expect(namesIn(memoryOf())).toEqual(['moving']);
  });

  it('does not become younger by a reload', () => {
    memoryOf().keep([kept('a')]);
    for (let day = 0; day < 8; day++) {
      vi.advanceTimersByTime(DAY_MS);
      reload();
      const memory = memoryOf();
      memory.keep(memory.recall().map((upload) => ({ ...upload, isMoving: false })));
    }
    expect(namesIn(memoryOf())).toEqual([]);
  });

  it('takes nonsense for nothing', () => {
    for (const text of ['{', '{"a":1}', '[{"url":1}]', 'null']) {
      sessionStorage.setItem(`loadline:0:${ENDPOINT}`, text);
      expect(namesIn(memoryOf())).toEqual([]);
      reload();
    }
  });
});
