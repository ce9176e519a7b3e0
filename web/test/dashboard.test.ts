/* SPDX-License-Identifier: MIT
 *
 * The board of the dashboard: order, totals, points of the plots, filter, and the texts of rows.
 */
import { describe, expect, it } from 'vitest';
import {
  type Board,
  clearEnded,
  EMPTY_BOARD,
  matchesFilter,
  openIds,
  rowsOf,
  SPAN_MS,
  takeNews,
  takeSite,
  totalsOf,
} from '../src/dashboard/board.js';
import { HOUR_MS, runsOf } from '../src/dashboard/last-hour.js';
import { searchText, viewRow } from '../src/dashboard/row-view.js';
import { readSite, type Site, sessionsOf } from '../src/dashboard/site.js';
import { DASHBOARD_ENGLISH } from '../src/dashboard/words.js';
import type { ProgressDocument } from '../src/store/document.js';
import { ENGLISH } from '../src/view/words.js';
import { seededRandom } from './play.js';
import { documentOf, stageOf } from './samples.js';

const id = (n: number) => n.toString(16).padStart(32, '0');

function take(board: Board, change: Partial<ProgressDocument>): Board {
  return takeNews(board, { kind: 'document', document: documentOf(change) });
}

function boardOf(...changes: Partial<ProgressDocument>[]): Board {
  return changes.reduce((board, change, n) => take(board, { id: id(n), ...change }), EMPTY_BOARD);
}

function siteOf(at: number, change: Partial<Record<string, unknown>> = {}): Site {
  const site = readSite({ event: 'site', at, available: true, programs: [], ...change });
  if (!site) throw new Error('no site');
  return site;
}

const order = (board: Board) => rowsOf(board).map((row) => row.id);

describe('places', () => {
  it('are kept whatever the news are', () => {
    const random = seededRandom(7);
    let board = boardOf({}, {}, {}, {}, {});
    const before = order(board);
    for (let rev = 2; rev < 500; rev++) {
      const state = random() < 0.1 ? 'failed' : 'processing';
      board = take(board, { id: id(Math.floor(random() * 5)), rev, state });
    }
    expect(order(board)).toEqual(before);
  });

  it('go by when uploads began, in whatever order they are told of', () => {
    const board = boardOf({ created_at: 7 }, { created_at: 5 }, { created_at: 5 });
    expect(order(board)).toEqual([id(1), id(2), id(0)]);
    expect(order(take(board, { id: id(9), created_at: 8 })).at(-1)).toBe(id(9));
  });

  it('of what has ended are given up when asked, and for the oldest when there are too many', () => {
    const board = boardOf({ state: 'done' }, {}, { state: 'failed' });
    expect(order(clearEnded(board))).toEqual([id(1)]);
    const many = boardOf(...Array.from({ length: 600 }, () => ({ state: 'done' as const })), {});
    expect(order(many)).toHaveLength(501);
    expect(order(many)[0]).toBe(id(100));
    expect(order(many).at(-1)).toBe(id(600));
  });

  it('are the same object when the news are old', () => {
    const board = boardOf({ rev: 5 });
    expect(take(board, { id: id(0), rev: 4 })).toBe(board);
  });
});

describe('sums', () => {
  it('count each upload once', () => {
    const board = boardOf(
      { rate: 1000 },
      { rate: 500 },
      { transfer: 'idle', rate: 9 },
      { state: 'processing', transfer: 'idle' },
      { state: 'queued', transfer: 'idle' },
      { state: 'failed', transfer: 'idle' },
      { state: 'done', transfer: 'idle' },
    );
    expect(totalsOf(board)).toEqual({
      uploading: 2,
      rate: 1500,
      processing: 2,
      queued: 1,
      waiting: 1,
      failed: 1,
      ended: 2,
    });
  });

  it('leave out what is gone, and what nobody can see just now', () => {
    let board = boardOf({ rate: 1000 }, { rate: 500 });
    board = takeNews(board, { kind: 'gone', id: id(0) });
    board = takeNews(board, { kind: 'stale', id: id(1) });
    expect(totalsOf(board)).toMatchObject({ uploading: 1, rate: 0, ended: 1 });
    expect(openIds(board)).toEqual([id(1)]);
  });
});

describe('samples', () => {
  it('are one for each word of the site after the first, of the last minutes', () => {
    let board = takeSite(boardOf({ rate: 100 }), siteOf(1));
    expect(board.samples).toEqual([]);
    for (let s = 1; s <= 400; s++) board = takeSite(board, siteOf(s * 1000));
    expect(board.samples).toHaveLength(SPAN_MS / 1000);
    expect(board.samples.at(-1)).toMatchObject({
      at: 400_000,
      rate: 100,
      uploading: 1,
      sessions: 0,
    });
    expect(takeSite(board, siteOf(400_000))).toBe(board);
  });

  it('have no future when another relay’s clock is behind', () => {
    let board = takeSite(takeSite(EMPTY_BOARD, siteOf(1000)), siteOf(90_000));
    board = takeSite(board, siteOf(50_000));
    expect(board.samples.map(({ at }) => at)).toEqual([50_000]);
  });

  it('have the jobs that no worker has taken, as the workers tell, else the uploads', () => {
    const worker = (name: string, spool: string, jobs_queued: number, more = {}) => ({
      ...{ kind: 'worker', name, spool, jobs_queued, running: 2, alive: true, heard_ms: 500 },
      ...more,
    });
    const queuedWith = (...programs: unknown[]) => {
      const board = takeSite(boardOf({ state: 'queued' }), siteOf(1));
      return takeSite(board, siteOf(1000, { programs })).samples[0]?.queued;
    };
    const newest = worker('b', 'x', 9, { heard_ms: 20 });
    expect(queuedWith(worker('a', 'x', 30), newest, worker('c', 'y', 3))).toBe(5 + 1);
    expect(queuedWith(worker('a', 'x', 1))).toBe(0);
    expect(queuedWith(worker('a', 'x', 30, { alive: false }))).toBe(1);
    expect(queuedWith({ ...newest, jobs_queued: undefined })).toBe(1);
  });

  it('break where nothing was heard', () => {
    let board = takeSite(EMPTY_BOARD, siteOf(1));
    for (const s of [1, 2, 3, 30, 31]) board = takeSite(board, siteOf(s * 1000));
    expect(runsOf(board.samples).map((run) => run.length)).toEqual([3, 2]);
  });

  it('are of a whole hour, and not more for it, where the server tells of it', () => {
    let board = takeSite({ ...boardOf({ state: 'queued' }), hour: [] }, siteOf(1));
    for (let s = 1; s <= 5000; s++) board = takeSite(board, siteOf(s * 1000));
    expect(board.samples.length).toBeGreaterThanOrEqual(360);
    expect(board.samples.length).toBeLessThanOrEqual(361);
    expect(board.samples.at(-1)).toMatchObject({ at: 5_000_000, queued: 1 });
    expect(board.samples[0]?.at).toBeLessThan(5_000_000 - HOUR_MS + 11_000);
    expect(runsOf(board.samples)).toHaveLength(1);
  });
});

describe('the site', () => {
  const relay = { kind: 'relay', name: 'a', alive: true, sessions: { websocket: 2, poll: 1 } };

  it('is read as far as it makes sense', () => {
    const site = siteOf(5, {
      programs: [relay, { ...relay, name: 'b', alive: false }, { kind: 'kettle' }, null, 7],
      counters: { jobs_done: 3, odd: 'x' },
    });
    expect(site.programs.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(site.programs[0]).toMatchObject({ lagMs: -1, host: '', stopping: false });
    expect(site.counters).toEqual({ jobs_done: 3, odd: 0 });
    expect(sessionsOf(site)).toBe(3);
    for (const wrong of [null, [], {}, { at: 'now' }]) expect(readSite(wrong)).toBeNull();
  });

  it('keeps its programs in the order in which they began', () => {
    const began = (name: string, started_at: number) => ({ ...relay, name, started_at });
    const names = (...programs: unknown[]) =>
      siteOf(1, { programs }).programs.map(({ name }) => name);
    expect(names(began('x', 2), began('y', 1), began('w', 2))).toEqual(['y', 'w', 'x']);
  });
});

describe('a row', () => {
  const view = (change: Partial<ProgressDocument>) => {
    const [row] = rowsOf(boardOf(change));
    if (!row) throw new Error('no row');
    return viewRow(row, ENGLISH, DASHBOARD_ENGLISH);
  };

  it('says how fast and how long, while bytes come in', () => {
    const moving = view({ received: 500, rate: 100, eta_ms: 5000 });
    expect(moving).toMatchObject({ stored: '0.50 of 1 kB', rate: '0.1 kB/s', left: '5 sec' });
    expect(moving.file).toMatchObject({ phase: 'uploading', percent: 50 });
    expect(view({ transfer: 'idle', rate: 100 })).toMatchObject({ rate: null, left: null });
    expect(view({ size: null, received: 500 }).stored).toBe('500 bytes');
  });

  it('is paused while nobody sends, also before its first byte', () => {
    for (const received of [0, 500]) {
      expect(view({ transfer: 'idle', received }).file.phase).toBe('paused');
    }
  });

  it('says which stage runs', () => {
    const stages = [
      stageOf({ state: 'done' }),
      stageOf({ name: 'scan', label: 'Virus scan', state: 'running', progress: 42 }),
    ];
    const busy = view({ state: 'processing', transfer: 'idle', stages });
    expect(busy.headline).toBe('Processing, step 2 of 2');
    expect(busy.detail).toBe('Virus scan: 42%');
    expect(busy).toMatchObject({ canRetry: false, canCancel: true });
  });

  it('offers to process again what failed in a stage only', () => {
    const error = { code: 'x', message: 'Bad file', stage: 'scan', retryable: false };
    const stages = [stageOf({ name: 'scan', label: 'Virus scan', state: 'failed' })];
    const failed = view({ state: 'failed', error, stages });
    expect(failed).toMatchObject({ canRetry: true, canCancel: false });
    expect(failed.detail).toBe('Virus scan: Bad file');
    expect(view({ state: 'failed', error: { ...error, stage: null } }).canRetry).toBe(false);
  });

  it('has no history once the server has forgotten it', () => {
    const rows = (board: Board) =>
      rowsOf(board).map((row) => viewRow(row, ENGLISH, DASHBOARD_ENGLISH).hasStory);
    const board = boardOf({ state: 'done' }, {}, {});
    const later = takeNews(takeNews(board, { kind: 'gone', id: id(0) }), {
      kind: 'stale',
      id: id(1),
    });
    expect(rows(later)).toEqual([false, true, true]);
  });

  it('is found by name, id and state', () => {
    const text = searchText(view({ id: id(171), name: 'North.bin' }));
    for (const filter of ['', ' ', 'north', 'UPLOADING', '00ab', 'bin upload']) {
      expect(matchesFilter(text, filter)).toBe(true);
    }
    for (const filter of ['south', 'north failed']) expect(matchesFilter(text, filter)).toBe(false);
  });
});
