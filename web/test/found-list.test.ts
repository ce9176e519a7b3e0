/* SPDX-License-Identifier: MIT
 *
 * The list of the server on the dashboard: pages, words, and when it is read again.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../src/dashboard/ask-server.js';
import { FoundList, readPage } from '../src/dashboard/found-list.js';
import { localProblem } from '../src/server/problem.js';
import { documentOf } from './samples.js';

const id = (n: number) => n.toString(16).padStart(32, '0');

function answerOf(ids: readonly number[], next: number | null = null): Answer {
  const uploads = ids.map((n) => ({
    owner: 'anna',
    ended_at: 1000 + n,
    document: { ...documentOf({ id: id(n), state: 'failed' }), event: 'progress' },
  }));
  return { problem: null, value: { uploads, next } };
}

const asked: [string, number][] = [];
let answer: Answer = answerOf([]);
let changes = 0;

function open(): FoundList {
  return new FoundList(
    async (words, from) => {
      asked.push([words, from]);
      return answer;
    },
    () => changes++,
  );
}

const idsOf = (list: FoundList) => list.page.uploads.map(({ document }) => document.id);

beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  changes = 0;
});
afterEach(() => vi.useRealTimers());

describe('a page', () => {
  it('has what can be read of it', () => {
    const page = readPage(answerOf([1, 2], 50).value);
    expect(page.next).toBe(50);
    expect(page.uploads.map(({ owner, endedAt }) => [owner, endedAt])).toEqual([
      ['anna', 1001],
      ['anna', 1002],
    ]);
    expect(readPage({ uploads: [null, { document: {} }, 7], next: 'x' })).toEqual({
      uploads: [],
      next: null,
    });
    expect(readPage('no')).toEqual({ uploads: [], next: null });
  });
});

describe('the list', () => {
  it('is read at once, and a page more when that is asked for', async () => {
    answer = answerOf([1, 2], 50);
    const list = open();
    expect(list.isKnown).toBe(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(list.isKnown).toBe(true);
    answer = answerOf([2, 3]);
    list.more();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([
      ['', 0],
      ['', 50],
    ]);
    expect(idsOf(list)).toEqual([id(1), id(2), id(3)]);
    expect(list.page.next).toBeNull();
    list.dispose();
  });

  it('looks for words when the person stops typing', async () => {
    const list = open();
    await vi.advanceTimersByTimeAsync(0);
    for (const text of ['n', 'no', 'north ']) {
      list.look(text);
      await vi.advanceTimersByTimeAsync(100);
    }
    await vi.advanceTimersByTimeAsync(400);
    expect(asked.slice(1)).toEqual([['north', 0]]);
    list.look('north');
    await vi.advanceTimersByTimeAsync(500);
    expect(asked.length).toBe(2);
    list.dispose();
  });

  it('is read again when the number of ended uploads changes, and now and then', async () => {
    const list = open();
    await vi.advanceTimersByTimeAsync(0);
    list.heed(1);
    await vi.advanceTimersByTimeAsync(1_500);
    list.heed(2);
    await vi.advanceTimersByTimeAsync(600);
    expect(asked.length, 'ends that follow do not put it off').toBe(2);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(asked.length).toBe(3);
    list.dispose();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(asked.length).toBe(3);
  });

  it('keeps what it has while the server cannot answer', async () => {
    answer = answerOf([1]);
    const list = open();
    await vi.advanceTimersByTimeAsync(0);
    answer = { problem: localProblem('network', null), value: null };
    await vi.advanceTimersByTimeAsync(30_000);
    expect(list.problem?.code).toBe('network');
    expect(idsOf(list)).toEqual([id(1)]);
    answer = answerOf([1]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(list.problem).toBeNull();
    list.dispose();
  });

  it('drops an answer to earlier words', async () => {
    const late: ((answer: Answer) => void)[] = [];
    const list = new FoundList(
      () => new Promise((resolve) => late.push(resolve)),
      () => changes++,
    );
    list.look('north');
    await vi.advanceTimersByTimeAsync(400);
    late[1]?.(answerOf([2]));
    await vi.advanceTimersByTimeAsync(0);
    late[0]?.(answerOf([1]));
    await vi.advanceTimersByTimeAsync(0);
    expect(idsOf(list)).toEqual([id(2)]);
    list.dispose();
  });
});
