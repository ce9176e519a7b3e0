/* SPDX-License-Identifier: MIT
 *
 * The whole list at a glance, and which buttons for all files there are.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { LoadlineClient } from '../src/client/client.js';
import type { Upload } from '../src/client/upload.js';
import { localProblem } from '../src/server/problem.js';
import type { Transfer } from '../src/transfer/transfer.js';
import { bulkActions } from '../src/ui/list-actions.js';
import { ListMeter } from '../src/ui/list-meter.js';
import { overviewOf } from '../src/ui/overview.js';
import { barOf } from '../src/ui/upload-list.js';
import { ENGLISH } from '../src/view/words.js';
import { documentOf, transferOf } from './samples.js';

let key = 0;

function uploadOf(transfer: Partial<Transfer>): Upload {
  const file = new File(['abc'], 'a');
  const source = { name: 'a', size: 1_000, file };
  const upload = { key: ++key, source, file, document: null, transfer: transferOf(transfer) };
  return upload as unknown as Upload;
}

/** A file of so many bytes. */
function sized(size: number, transfer: Partial<Transfer>): Upload {
  return { ...uploadOf(transfer), source: { name: 'b', size } } as unknown as Upload;
}

/** A file that is being sent. */
const moving = (confirmed: number) => uploadOf({ confirmed, sent: confirmed });
const held = () => uploadOf({ state: 'paused', url: null, startedAt: null });
const waiting = () => uploadOf({ state: 'waiting', url: null });

function buttons(uploads: readonly Upload[], autostart = true): readonly string[] {
  const client = { uploads, problem: null } as unknown as LoadlineClient;
  return bulkActions({ client, overview: overviewOf(uploads), autostart });
}

describe('a list at a glance', () => {
  it('has the place of each in the queue, and the bytes of all', () => {
    const list = [uploadOf({ confirmed: 400, sent: 600 }), waiting(), waiting(), held()];
    const overview = overviewOf(list);
    expect(list.map((upload) => overview.places.get(upload.key))).toEqual([
      undefined,
      0,
      1,
      undefined,
    ]);
    expect(overview).toMatchObject({ size: 4_000, confirmed: 400, sent: 600, heldCount: 1 });
    expect(overview.countOf('uploading', 'waiting')).toBe(4);
  });

  it('has the time left once the speed is known for a while', () => {
    const meter = new ListMeter();
    const at = (confirmed: number, now: number) => {
      const overview = overviewOf([moving(confirmed), waiting()]);
      meter.note(overview, now);
      return meter.figures(overview, ENGLISH, now);
    };
    expect(at(0, 0)).toEqual([]);
    expect(at(100, 1_000)).toEqual(['0.1 kB/s']);
    at(200, 2_000);
    expect(at(400, 4_000)).toEqual(['0.1 kB/s', '16 sec left']);
  });
});

describe('the bytes that are left', () => {
  const rest = (...list: Upload[]) => overviewOf(list).restBytes;

  it('are those of files that this page sends, or will in their turn', () => {
    const sending = uploadOf({ confirmed: 400 });
    expect(rest(sending, waiting(), uploadOf({ state: 'retrying', confirmed: 900 }))).toBe(1_700);
  });

  it('have nothing of a file that nobody sends', () => {
    const idle = (['paused', 'cancelled', 'failed', 'complete'] as const).map((state) =>
      uploadOf({ state }),
    );
    expect(rest(held(), ...idle)).toBe(0);
  });

  it('have nothing of a file that is sent elsewhere', () => {
    const problem = localProblem('other_window', null);
    const noFile = { file: null, document: documentOf({}) };
    const followed = { ...uploadOf({ state: 'paused' }), ...noFile } as unknown as Upload;
    expect(rest(followed, uploadOf({ state: 'retrying', problem }))).toBe(0);
  });

  it('are the time left: a cancelled file has no part in it, nor in the size of all', () => {
    const meter = new ListMeter();
    const gone = sized(1e10, { state: 'cancelled' });
    const at = (confirmed: number, now: number) => {
      const overview = overviewOf([moving(confirmed), gone]);
      meter.note(overview, now);
      return [overview.size, ...meter.figures(overview, ENGLISH, now)];
    };
    at(0, 0);
    expect(at(400, 4_000)).toEqual([1_000, '0.1 kB/s', '6 sec left']);
  });
});

describe('the speed of all', () => {
  let meter: ListMeter;
  let now: number;

  /** What is shown a second later. */
  function show(...list: Upload[]): string[] {
    const overview = overviewOf(list);
    now += 1_000;
    meter.note(overview, now);
    return meter.figures(overview, ENGLISH, now);
  }

  const large = (bytes: number, change: Partial<Transfer> = {}) =>
    sized(1e12, { confirmed: bytes, sent: bytes, ...change });

  beforeEach(() => {
    [meter, now] = [new ListMeter(), 0];
    for (let second = 0; second < 20; second++) show(large(second * 1e9), moving(0));
  });

  it('is not shown while nothing moves, and no time of days', () => {
    expect(show(large(20e9))).toEqual(['1 GB/s', '16 min 20 sec left']);
    for (let second = 0; second < 30; second++) show(large(20e9));
    expect(show(large(20e9))).toHaveLength(1);
    for (let second = 0; second < 60; second++) show(large(20e9));
    expect(show(large(20e9))).toEqual([]);
  });

  it('has no part in bytes that the server had before', () => {
    const found = large(5e11, { resumedFrom: 5e11 });
    const untold = sized(1e12, { state: 'waiting', confirmed: 3e11 });
    expect(show(large(20e9), found)[0]).toBe('1 GB/s');
    expect(show(large(21e9), found, untold)[0]).toBe('1 GB/s');
  });

  it('stays where finished files leave the list', () => {
    const done = () => sized(3e9, { state: 'complete', confirmed: 3e9, sent: 3e9 });
    show(large(17e9), done());
    expect(show(large(18e9), done())).toHaveLength(2);
    expect(show(large(19e9))).toHaveLength(2);
  });

  it('is measured anew, also before the time left is shown, after everything was paused', () => {
    show(large(20e9, { state: 'paused' }));
    expect(show(large(20e9))).toEqual([]);
    expect(show(large(22e9))).toEqual(['2 GB/s']);
  });
});

describe('the bar of all', () => {
  const bar = (...list: Upload[]) => barOf(overviewOf(list), ENGLISH);
  const stored = () => uploadOf({ state: 'complete', confirmed: 1_000, sent: 1_000 });
  const restored = () => sized(0, { state: 'paused' });

  it('is not full before the sizes of all are known', () => {
    expect(bar(stored(), restored())).toMatchObject({ confirmed: 0.99, sent: 0.99, percent: 99 });
    expect(bar(stored(), sized(0, { state: 'waiting' }))).toMatchObject({ percent: 99 });
  });

  it('is full where the server has all that is wanted', () => {
    expect(bar(stored(), stored())).toMatchObject({ confirmed: 1, sent: 1, percent: 100 });
    expect(bar(stored(), uploadOf({ state: 'cancelled' }))).toMatchObject({ percent: 100 });
  });

  it('is not full where a file has failed', () => {
    expect(bar(stored(), uploadOf({ state: 'failed' }))).toMatchObject({ percent: 50 });
  });
});

describe('the buttons for all files', () => {
  it('are those that can help', () => {
    expect(buttons([uploadOf({}), waiting()])).toEqual(['pause']);
    expect(buttons([uploadOf({ state: 'paused' })])).toEqual(['resume']);
    expect(buttons([uploadOf({ state: 'failed', startedAt: 1 })])).toEqual(['retry']);
    expect(buttons([uploadOf({ state: 'failed', startedAt: null })])).toEqual([]);
  });

  it('look at failed files up to the first that may be sent again, and at no address', () => {
    const link = vi.fn(() => null);
    const failed = () =>
      Object.defineProperty(uploadOf({ state: 'failed', startedAt: 1 }), 'link', { get: link });
    expect(buttons([failed(), failed()])).toEqual(['retry']);
    expect(link).not.toHaveBeenCalled();
  });

  it('pause what another window sends once, and resume it', () => {
    const problem = localProblem('other_window', null);
    expect(buttons([uploadOf({ state: 'retrying', problem, startedAt: 1 })])).toEqual(['pause']);
    expect(buttons([uploadOf({ state: 'paused', problem, startedAt: 1 })])).toEqual(['resume']);
  });

  it('have nothing for what is only watched, or stored in the meantime', () => {
    const watched = { file: null, document: documentOf({ state: 'uploading' }) };
    const stored = { document: documentOf({ state: 'processing' }) };
    const of = (change: object) => ({ ...uploadOf({ state: 'paused' }), ...change }) as Upload;
    expect(buttons([of(watched), of(stored)])).toEqual([]);
  });

  it('resume what waits for its first start only where files start by themselves', () => {
    expect(buttons([held()])).toEqual(['resume']);
    expect(buttons([held()], false)).toEqual([]);
  });
});
