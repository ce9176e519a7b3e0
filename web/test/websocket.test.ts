/* SPDX-License-Identifier: MIT
 *
 * The WebSocket transport: its messages, how it reads the answers, and how it judges silence,
 * whatever the clock of the device says.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TokenProvider } from '../src/server/request.js';
import { WebSocketTransport } from '../src/transports/websocket.js';
import { FakeSocket } from './play.js';
import { documentOf, ID, lineOf } from './samples.js';

const BEAT_MS = 20_000;
const WELCOME = { event: 'welcome', protocol: 'loadline.v1', beat_ms: BEAT_MS, session: 'a' };

let told: string[];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  FakeSocket.made = [];
  told = [];
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function open(token?: TokenProvider): Promise<WebSocketTransport> {
  const transport = new WebSocketTransport(
    { url: 'ws://localhost/live', token },
    {
      ready: () => told.push('ready'),
      watching: (id) => told.push(`watching ${id}`),
      refused: (ids, code) => told.push(`refused ${ids} ${code}`),
      news: (event) => told.push(lineOf(event)),
      site: () => told.push('site'),
      quiet: (isQuiet) => told.push(isQuiet ? 'quiet' : 'heard'),
      down: (retryAfterMs) => told.push(`down ${retryAfterMs}`),
    },
  );
  transport.open();
  await vi.advanceTimersByTimeAsync(0);
  return transport;
}

async function openAndWelcome(): Promise<WebSocketTransport> {
  const transport = await open();
  FakeSocket.last.connect();
  FakeSocket.last.say(WELCOME);
  return transport;
}

describe('the conversation', () => {
  it('speaks loadline.v1 and asks for what is watched after the welcome', async () => {
    const transport = await open();
    transport.watch(ID);
    expect(FakeSocket.last.protocol).toBe('loadline.v1');
    FakeSocket.last.connect();
    expect(FakeSocket.last.heard).toEqual([]);
    FakeSocket.last.say(WELCOME);
    expect(FakeSocket.last.heard).toEqual([{ do: 'watch', ref: 1, ids: [ID] }]);
    expect(told).toEqual(['ready']);
  });

  it('watches all uploads and the site by their names', async () => {
    const transport = await openAndWelcome();
    const socket = FakeSocket.last;
    transport.watch('all');
    transport.watch('site');
    transport.unwatch('all');
    expect(socket.heard).toEqual([
      { do: 'watch', ref: 1, all: true },
      { do: 'watch', ref: 2, site: true },
      { do: 'unwatch', ref: 3, all: true },
    ]);
    socket.say({ event: 'watching', ref: 1, all: true });
    socket.say({ event: 'watching', ref: 2, site: true });
    socket.say({ event: 'site', at: 1 });
    expect(told).toEqual(['ready', 'watching all', 'watching site', 'site']);
  });

  it('hands on every kind of news', async () => {
    const transport = await openAndWelcome();
    transport.watch(ID);
    await vi.advanceTimersByTimeAsync(100);
    const socket = FakeSocket.last;
    socket.say({ event: 'watching', ref: 1, id: ID });
    socket.say({ event: 'progress', ...documentOf({ rev: 6 }) });
    socket.say({ event: 'stale', id: ID });
    socket.say({ event: 'gone', id: ID });
    socket.say({ event: 'error', ref: 1, code: 'too_many', message: '', retry: false });
    expect(told).toEqual([
      'ready',
      `watching ${ID}`,
      'document 6',
      `stale ${ID}`,
      `gone ${ID}`,
      `refused ${ID} too_many`,
    ]);
  });

  it('ignores what it does not know', async () => {
    await openAndWelcome();
    FakeSocket.last.say({ event: 'from the future' });
    FakeSocket.last.say([1]);
    FakeSocket.last.say({ event: 'progress', id: ID });
    expect(told).toEqual(['ready']);
  });

  it('takes back a watch', async () => {
    const transport = await openAndWelcome();
    transport.watch(ID);
    await vi.advanceTimersByTimeAsync(100);
    transport.unwatch(ID);
    await vi.advanceTimersByTimeAsync(100);
    expect(FakeSocket.last.heard.at(-1)).toEqual({ do: 'unwatch', ref: 2, ids: [ID] });
  });

  it('tells many changes in few messages', async () => {
    const transport = await openAndWelcome();
    const ids = Array.from({ length: 60 }, (_, at) => String(at).padStart(32, '0'));
    for (const id of ids) {
      transport.watch(id);
      await vi.advanceTimersByTimeAsync(10);
    }
    for (const id of ids) transport.unwatch(id);
    await vi.advanceTimersByTimeAsync(200);
    const heard = FakeSocket.last.heard as { do: string; ids: string[] }[];
    expect(heard.length).toBeLessThan(20);
    const named = (verb: string) => heard.flatMap((each) => (each.do === verb ? each.ids : []));
    expect(named('watch')).toEqual(ids);
    expect(named('unwatch')).toEqual(ids);
    for (const each of heard) expect(JSON.stringify(each).length).toBeLessThan(1000);
  });

  it('gives up places before it asks for others', async () => {
    const transport = await openAndWelcome();
    transport.watch(ID);
    await vi.advanceTimersByTimeAsync(100);
    transport.watch('1'.repeat(32));
    transport.unwatch(ID);
    await vi.advanceTimersByTimeAsync(100);
    const heard = FakeSocket.last.heard as { do: string }[];
    expect(heard.map((each) => each.do)).toEqual(['watch', 'unwatch', 'watch']);
  });

  it('says which uploads a refused message was about', async () => {
    const transport = await openAndWelcome();
    transport.watch(ID);
    transport.watch('1'.repeat(32));
    await vi.advanceTimersByTimeAsync(100);
    FakeSocket.last.say({ event: 'error', ref: 1, code: 'too_many', message: '', retry: false });
    expect(told).toEqual(['ready', `refused ${ID},${'1'.repeat(32)} too_many`]);
  });

  it('shows the token first, also one that takes its time', async () => {
    const transport = await open(async () => 'secret');
    transport.watch(ID);
    FakeSocket.last.connect();
    FakeSocket.last.say(WELCOME);
    expect(FakeSocket.last.heard[0]).toEqual({ do: 'auth', token: 'secret' });
  });

  it('is down when the token cannot be had', async () => {
    await open(() => Promise.reject(new Error('no')));
    expect(told).toEqual(['down 0']);
  });
});

describe('the end', () => {
  it('tells how long the relay asked to wait', async () => {
    await openAndWelcome();
    FakeSocket.last.say({ event: 'bye', code: 'shutting_down', reconnect_after_ms: 1500 });
    FakeSocket.last.break();
    expect(told).toEqual(['ready', 'down 1500']);
  });

  it('is told once, and not at all after close', async () => {
    const transport = await openAndWelcome();
    transport.close();
    FakeSocket.last.break();
    FakeSocket.last.say({ event: 'gone', id: ID });
    expect(told).toEqual(['ready']);
  });
});

describe('a word of parting', () => {
  it('puts the return off by five minutes at most', async () => {
    await openAndWelcome();
    FakeSocket.last.say({ event: 'bye', code: 'shutting_down', reconnect_after_ms: 1e12 });
    FakeSocket.last.break();
    expect(told).toEqual(['ready', 'down 300000']);
  });
});

describe('silence', () => {
  it('is quiet 2 s after a missed beat, asks, and is down without an answer', async () => {
    await openAndWelcome();
    vi.advanceTimersByTime(BEAT_MS + 1_999);
    expect(told).toEqual(['ready']);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['ready', 'quiet']);
    expect(FakeSocket.last.heard.at(-1)).toMatchObject({ do: 'ping' });
    vi.advanceTimersByTime(4_000);
    expect(told).toEqual(['ready', 'quiet', 'down 0']);
  });

  it('is noticed also when the clock was set back', async () => {
    await openAndWelcome();
    vi.setSystemTime(Date.now() - 3_600_000);
    vi.advanceTimersByTime(BEAT_MS + 6_000);
    expect(told).toEqual(['ready', 'quiet', 'down 0']);
  });

  it('is over with any word', async () => {
    await openAndWelcome();
    vi.advanceTimersByTime(BEAT_MS + 2_000);
    FakeSocket.last.say({ event: 'beat', at: 1 });
    vi.advanceTimersByTime(BEAT_MS);
    expect(told).toEqual(['ready', 'quiet', 'heard']);
  });

  it('does not begin while beats come', async () => {
    await openAndWelcome();
    for (let i = 0; i < 5; i++) {
      vi.advanceTimersByTime(BEAT_MS);
      FakeSocket.last.say({ event: 'beat', at: i });
    }
    expect(told).toEqual(['ready']);
  });

  it('is tried at once when asked to check', async () => {
    const transport = await openAndWelcome();
    transport.check();
    expect(FakeSocket.last.heard.at(-1)).toMatchObject({ do: 'ping' });
    vi.advanceTimersByTime(4_000);
    expect(told.at(-1)).toBe('down 0');
  });
});
