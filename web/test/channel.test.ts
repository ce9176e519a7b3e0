/* SPDX-License-Identifier: MIT
 *
 * The channel: it descends after two failures or 6 s, bridges each gap, climbs again by itself, and
 * its watched uploads outlive every connection.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Channel } from '../src/channel/channel.js';
import type { StoreEvent } from '../src/store/store.js';
import { FakePage, FakeRung } from './play.js';
import { documentOf, ID } from './samples.js';

const OTHER = '1'.repeat(32);

let page: FakePage;
let socket: FakeRung;
let polling: FakeRung;
let news: StoreEvent[];
let states: string[];
let snapshot: ReturnType<typeof vi.fn<() => Promise<never[]>>>;
let channel: Channel;

beforeEach(() => {
  vi.useFakeTimers();
  page = new FakePage();
  socket = new FakeRung('websocket');
  polling = new FakeRung('polling');
  news = [];
  states = [];
  snapshot = vi.fn(async () => []);
  channel = new Channel(
    { rungs: [socket, polling], snapshot, signals: page, random: () => 0.5 },
    { news: (event) => news.push(event), health: ({ state }) => states.push(state) },
  );
});

afterEach(() => {
  channel.dispose();
  vi.useRealTimers();
});

/** A channel that is live on the socket. */
function goLive(): void {
  channel.watch(ID);
  socket.last.becomeGood();
}

/** A channel that has lost its socket and polls. */
function fallToPolling(): void {
  goLive();
  socket.last.events.down(0);
  vi.advanceTimersByTime(500);
  socket.last.events.down(0);
  vi.advanceTimersByTime(1_000);
  socket.last.events.down(0);
}

describe('going live', () => {
  it('connects at the first watch and is live when the watch is acknowledged', () => {
    expect(channel.health.state).toBe('idle');
    channel.watch(ID);
    expect(channel.health.state).toBe('connecting');
    socket.last.events.ready();
    expect(channel.health.state).toBe('connecting');
    socket.last.events.watching(ID);
    expect(channel.health.state).toBe('live');
  });

  it('asks once for a snapshot while nothing carries', () => {
    channel.watch(ID);
    expect(polling.made).toHaveLength(0);
    socket.last.events.down(0);
    expect(snapshot).toHaveBeenCalledWith([ID]);
  });

  it('asks once for all uploads of a message that the relay refuses', () => {
    channel.watch(ID);
    channel.watch(OTHER);
    goLive();
    snapshot.mockClear();
    socket.last.events.refused([ID, OTHER], 'too_many');
    expect(snapshot).toHaveBeenCalledTimes(1);
  });

  it('does not trust a socket that opens and stays silent', () => {
    channel.watch(ID);
    vi.advanceTimersByTime(5_000);
    expect(socket.made[0]?.closed).toBe(true);
    expect(channel.health.state).toBe('connecting');
  });

  it('falls to polling after 6 s whatever happens', () => {
    channel.watch(ID);
    vi.advanceTimersByTime(6_000);
    expect(channel.health.state).toBe('polling');
    expect(polling.last.watched).toContain(ID);
  });

  it('falls to polling after two failures', () => {
    channel.watch(ID);
    socket.last.events.down(0);
    expect(channel.health.state).toBe('connecting');
    vi.advanceTimersByTime(1_000);
    socket.last.events.down(0);
    expect(channel.health.state).toBe('polling');
  });

  it('watches later uploads on the connection that is there', () => {
    goLive();
    channel.watch(OTHER);
    expect(socket.made).toHaveLength(1);
    expect(socket.last.watched).toContain(OTHER);
    channel.unwatch(OTHER);
    expect(socket.last.watched).not.toContain(OTHER);
  });

  it('hands on the news', () => {
    goLive();
    socket.last.events.news({ kind: 'document', document: documentOf({ rev: 4 }) });
    socket.last.events.news({ kind: 'stale', id: ID });
    expect(news.map(({ kind }) => kind)).toEqual(['document', 'stale']);
  });
});

describe('losing the socket', () => {
  it('says so, bridges the gap and comes back with every watch', () => {
    goLive();
    channel.watch(OTHER);
    snapshot.mockClear();
    socket.last.events.down(0);
    expect(channel.health).toMatchObject({ state: 'reconnecting', retryAt: Date.now() + 500 });
    expect(snapshot).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(500);
    expect(socket.made).toHaveLength(2);
    expect([...socket.last.watched]).toEqual([ID, OTHER]);
    socket.last.becomeGood();
    expect(channel.health.state).toBe('live');
  });

  it('waits as long as the server asked', () => {
    goLive();
    socket.last.events.down(3_000);
    vi.advanceTimersByTime(2_999);
    expect(socket.made).toHaveLength(1);
    vi.advanceTimersByTime(501);
    expect(socket.made).toHaveLength(2);
  });

  it('polls, probes upward soon, and switches only when the probe is good', () => {
    fallToPolling();
    expect(channel.health.state).toBe('polling');
    const before = socket.made.length;
    vi.advanceTimersByTime(2_000);
    expect(socket.made.length).toBe(before + 1);
    socket.last.events.ready();
    expect(polling.last.closed).toBe(false);
    expect(channel.health.state).toBe('polling');
    socket.last.events.watching(ID);
    expect(polling.last.closed).toBe(true);
    expect(channel.health.state).toBe('live');
  });

  it('probes at growing distances, at most every 5 minutes', () => {
    fallToPolling();
    const distances: number[] = [];
    let at = Date.now();
    for (let i = 0; i < 12; i++) {
      const before = socket.made.length;
      while (socket.made.length === before) vi.advanceTimersByTime(100);
      distances.push(Date.now() - at);
      at = Date.now();
      socket.last.events.down(0);
    }
    expect(distances[0]).toBeLessThanOrEqual(2_500);
    expect(distances.at(-1)).toBeGreaterThan(100_000);
    expect(Math.max(...distances)).toBeLessThanOrEqual(301_000);
  });

  it('probes seldom where a socket has never worked', () => {
    channel.watch(ID);
    vi.advanceTimersByTime(6_000);
    const before = socket.made.length;
    vi.advanceTimersByTime(14_000);
    expect(socket.made.length).toBe(before);
    vi.advanceTimersByTime(2_000);
    expect(socket.made.length).toBe(before + 1);
  });
});

describe('silence', () => {
  it('shows a late heartbeat as delayed, and its end', () => {
    goLive();
    socket.last.events.quiet(true);
    expect(channel.health.state).toBe('delayed');
    socket.last.events.quiet(false);
    expect(channel.health.state).toBe('live');
  });

  it('shows polls that fail as offline', () => {
    fallToPolling();
    polling.last.events.quiet(true);
    expect(channel.health.state).toBe('offline');
    polling.last.events.quiet(false);
    expect(channel.health.state).toBe('polling');
  });
});

describe('the page', () => {
  it('is offline with the browser, and probes at once when that is over', () => {
    fallToPolling();
    page.send('offline');
    expect(channel.health.state).toBe('offline');
    const before = socket.made.length;
    page.send('online');
    expect(socket.made.length).toBe(before + 1);
  });

  it('checks the line when it is seen again', () => {
    goLive();
    page.send('hidden');
    page.send('visible');
    expect(socket.last.checks).toBe(1);
  });

  it('does not reconnect while hidden, but as soon as it is seen', () => {
    goLive();
    page.send('hidden');
    socket.last.events.down(0);
    vi.advanceTimersByTime(500);
    expect(socket.made).toHaveLength(2);
    socket.last.events.down(0);
    vi.advanceTimersByTime(60_000);
    expect(socket.made).toHaveLength(2);
    page.send('visible');
    expect(socket.made).toHaveLength(3);
  });

  it('closes when it is left and opens when it is shown again', () => {
    goLive();
    page.send('pagehide');
    expect(socket.last.closed).toBe(true);
    expect(channel.health.state).toBe('idle');
    page.send('pageshow');
    expect(socket.made).toHaveLength(2);
    expect(socket.last.watched).toContain(ID);
  });

  it('closes when there is nothing to watch for a while', () => {
    goLive();
    channel.unwatch(ID);
    vi.advanceTimersByTime(59_000);
    expect(socket.last.closed).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(socket.last.closed).toBe(true);
    expect(channel.health.state).toBe('idle');
  });
});

describe('an end before any transport works', () => {
  it('is no waiting for a connection', () => {
    channel.watch(ID);
    expect(channel.health.state).toBe('connecting');
    channel.unwatch(ID);
    expect(channel.health.state).toBe('idle');
    channel.watch(OTHER);
    expect(channel.health.state).toBe('connecting');
  });

  it('leaves a working transport live', () => {
    goLive();
    channel.unwatch(ID);
    expect(channel.health.state).toBe('live');
  });
});

describe('what the channel went through', () => {
  it('is told step by step', () => {
    fallToPolling();
    vi.advanceTimersByTime(2_000);
    socket.last.becomeGood();
    expect([...new Set(states)]).toEqual(['connecting', 'live', 'reconnecting', 'polling']);
    expect(states.at(-1)).toBe('live');
  });
});
