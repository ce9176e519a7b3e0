/* SPDX-License-Identifier: MIT
 *
 * The polling transport: its pace, and its behaviour while the server does not answer.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoreEvent } from '../src/store/store.js';
import { PollingTransport } from '../src/transports/polling.js';
import { ID, lineOf, newsOf } from './samples.js';

const OTHER = '1'.repeat(32);

let told: string[];
let answer: () => Promise<readonly StoreEvent[]>;
let asked: string[][];
let transport: PollingTransport;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  asked = [];
  answer = async () => [];
  transport = new PollingTransport(
    (ids) => {
      asked.push([...ids]);
      return answer();
    },
    {
      ready: () => told.push('ready'),
      watching: (id) => told.push(`watching ${id}`),
      refused: () => undefined,
      news: (event) => told.push(lineOf(event)),
      site: () => undefined,
      quiet: (isQuiet) => told.push(isQuiet ? 'quiet' : 'heard'),
      down: () => told.push('down'),
    },
    () => 0.5,
  );
  transport.watch(ID);
  transport.open();
});

afterEach(() => {
  transport.close();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('polling', () => {
  it('asks at once and tells what it heard', async () => {
    answer = async () => [newsOf({ rev: 3 })];
    await pass(0);
    expect(asked).toEqual([[ID]]);
    expect(told).toEqual(['ready', `watching ${ID}`, 'document 3']);
  });

  it('asks every second while something moves', async () => {
    let rev = 0;
    answer = async () => [newsOf({ rev: ++rev })];
    await pass(10_000);
    expect(asked.length).toBe(11);
  });

  it('asks less and less while nothing moves, at least every 5 s', async () => {
    answer = async () => [newsOf({ rev: 1 })];
    await pass(30_000);
    expect(asked.length).toBeLessThan(12);
    const before = asked.length;
    await pass(10_000);
    expect(asked.length).toBe(before + 2);
  });

  it('asks at once for a newcomer, all in one question', async () => {
    await pass(0);
    transport.watch(OTHER);
    await pass(0);
    expect(asked.at(-1)).toEqual([ID, OTHER]);
  });

  it('says when nobody answers, tries on, and says when somebody does', async () => {
    await pass(0);
    answer = async () => Promise.reject(new Error('503'));
    await pass(60_000);
    expect(told.filter((word) => word === 'quiet')).toHaveLength(1);
    expect(asked.length).toBeLessThan(12);
    answer = async () => [{ kind: 'gone', id: ID }];
    await pass(30_000);
    expect(told).toContain('heard');
    expect(told.at(-1)).toBe(`gone ${ID}`);
    expect(told).not.toContain('down');
  });

  it('asks rarely, and says that nothing is heard, while the server denies the uploads', async () => {
    await pass(0);
    answer = async () => [{ kind: 'denied', id: ID }];
    await pass(60_000);
    expect(told.filter((word) => word === 'quiet')).toHaveLength(1);
    expect(told.at(-1)).toBe(`denied ${ID}`);
    expect(asked.length).toBeLessThan(12);
    answer = async () => [newsOf({ rev: 1 })];
    await pass(30_000);
    expect(told.slice(-2)).not.toContain('quiet');
    expect(told.at(-1)).toBe('document 1');
  });

  it('is quiet while an answer is late', async () => {
    await pass(0);
    answer = () => new Promise(() => undefined);
    await pass(5_000);
    expect(told.at(-1)).toBe('quiet');
  });

  it('is silent after close', async () => {
    await pass(0);
    const before = asked.length;
    transport.close();
    await pass(20_000);
    expect(asked.length).toBe(before);
  });
});
