/* SPDX-License-Identifier: MIT
 *
 * The transports over plain HTTP: their requests, how they read the answers, and when they give up.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventStreamTransport } from '../src/transports/event-stream.js';
import { LongPollTransport } from '../src/transports/long-poll.js';
import type { TransportEvents } from '../src/transports/transport.js';
import { documentOf, ID, lineOf } from './samples.js';

const OTHER = 'f'.repeat(32);
const WELCOME = { event: 'welcome', protocol: 'loadline.v1', beat_ms: 20_000, session: 'a' };

let told: string[];
let asked: { url: URL; headers: Record<string, string>; signal: AbortSignal }[];
let answers: (() => Response | Promise<Response>)[];

/** Everything that a transport tells, one line each. */
const listener: TransportEvents = {
  ready: () => told.push('ready'),
  watching: (id) => told.push(`watching ${id}`),
  refused: (ids, code) => told.push(`refused ${ids} ${code}`),
  news: (event) => told.push(lineOf(event)),
  site: () => told.push('site'),
  quiet: (isQuiet) => told.push(isQuiet ? 'quiet' : 'heard'),
  down: (retryAfterMs) => told.push(`down ${retryAfterMs}`),
};

/** An answer that goes on; say() adds to it, in pieces of any size. */
class Stream {
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  readonly answer = new Response(
    new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
    }),
    { headers: { 'Content-Type': 'text/event-stream' } },
  );

  async say(message: object, pieces = 1): Promise<void> {
    const bytes = new TextEncoder().encode(`event: x\ndata: ${JSON.stringify(message)}\n\n`);
    const size = Math.ceil(bytes.length / pieces);
    for (let at = 0; at < bytes.length; at += size) {
      this.#controller?.enqueue(bytes.subarray(at, at + size));
      await vi.advanceTimersByTimeAsync(0);
    }
  }

  async end(): Promise<void> {
    this.#controller?.close();
    await vi.advanceTimersByTimeAsync(0);
  }
}

const never = () => new Promise<Response>(() => undefined);
const json = (value: object) => () => Response.json(value);
const progress = (rev: number) => ({ ...documentOf({ rev }), event: 'progress' });

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  asked = [];
  answers = [];
  vi.stubGlobal('fetch', (url: string, { headers, signal }: RequestInit) => {
    asked.push({
      url: new URL(url),
      headers: headers as Record<string, string>,
      signal: signal as AbortSignal,
    });
    return Promise.resolve((answers.shift() ?? never)());
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function open<T extends EventStreamTransport | LongPollTransport>(transport: T): Promise<T> {
  transport.watch(ID);
  transport.open();
  await vi.advanceTimersByTimeAsync(0);
  return transport;
}

const events = () => new EventStreamTransport({ url: 'http://localhost/live/events' }, listener);
const longPoll = () => new LongPollTransport({ url: 'http://localhost/live/poll' }, listener);

describe('Server-Sent Events', () => {
  it('is ready with the welcome and tells what comes, in pieces of any size', async () => {
    const stream = new Stream();
    answers = [() => stream.answer];
    await open(events());
    await stream.say(WELCOME, 7);
    await stream.say({ event: 'watching', id: ID });
    await stream.say(progress(3), 40);
    await stream.say({ event: 'stale', id: ID });
    expect(told.filter((line) => line !== `watching ${ID}`)).toEqual([
      'ready',
      'document 3',
      `stale ${ID}`,
    ]);
    expect(told).toContain(`watching ${ID}`);
    expect(asked[0]?.url.searchParams.get('ids')).toBe(ID);
  });

  it('goes on where it was when the list changes', async () => {
    const [first, second] = [new Stream(), new Stream()];
    answers = [() => first.answer, () => second.answer];
    const transport = await open(events());
    await first.say(WELCOME);
    await first.say(progress(3));
    transport.watch(OTHER);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toHaveLength(2);
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(asked[1]?.url.searchParams.get('ids')).toBe(`${ID},${OTHER}`);
    const { epoch } = documentOf({ rev: 3 });
    expect(asked[1]?.url.searchParams.get('since')).toBe(`${ID}:${epoch}-3`);
    expect(told).not.toContain('down 0');
  });

  it('asks for what is added without a pause, once a second', async () => {
    const transport = await open(events());
    const ids = Array.from({ length: 300 }, (_, at) => String(at + 1).padStart(32, '0'));
    for (const id of ids) {
      transport.watch(id);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.length).toBeLessThan(5);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked.at(-1)?.url.searchParams.get('ids')).toBe([ID, ...ids].join(','));
  });

  it('is quiet when a beat is late, and down when none comes', async () => {
    const stream = new Stream();
    answers = [() => stream.answer];
    await open(events());
    await stream.say(WELCOME);
    await vi.advanceTimersByTimeAsync(22_100);
    expect(told.at(-1)).toBe('quiet');
    await stream.say({ event: 'beat', t: 1 });
    expect(told.at(-1)).toBe('heard');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(told.at(-1)).toBe('down 0');
  });

  it('is down at its end, after as long as the server asked for', async () => {
    const stream = new Stream();
    answers = [() => stream.answer];
    await open(events());
    await stream.say(WELCOME);
    await stream.say({ event: 'bye', code: 'shutdown', reconnect_after_ms: 1500 });
    await stream.end();
    expect(told.at(-1)).toBe('down 1500');
  });

  it('is down when it is refused, and shows its token', async () => {
    answers = [() => new Response('', { status: 404 })];
    await open(
      new EventStreamTransport(
        { url: 'http://localhost/live/events', token: () => 'abc' },
        listener,
      ),
    );
    expect(told).toEqual(['down 0']);
    expect(asked[0]?.headers.Authorization).toBe('Bearer abc');
  });
});

describe('long-poll', () => {
  it('asks at once, then waits for news from where it was', async () => {
    answers = [
      json({ uploads: [progress(1)], gone: [], stale: [] }),
      json({ uploads: [progress(2)], gone: [], stale: [] }),
    ];
    await open(longPoll());
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['ready', `watching ${ID}`, 'document 1', 'document 2']);
    expect(asked[0]?.url.searchParams.get('wait')).toBe('0');
    expect(asked[1]?.url.searchParams.get('wait')).toBe('10');
    const { epoch } = documentOf({ rev: 1 });
    expect(asked[1]?.url.searchParams.get('since')).toBe(`${ID}:${epoch}-1`);
  });

  it('asks for lists, which are answered at once, no more than once a second', async () => {
    const answer = json({ uploads: [progress(1)], gone: [], stale: [], site: { at: 1 } });
    answers = [answer, answer];
    const transport = longPoll();
    transport.watch('all');
    transport.watch('site');
    transport.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked[0]?.url.search).toBe('?all=1&site=0&wait=0');
    expect(told).toEqual(['ready', 'watching all', 'watching site', 'site', 'document 1']);
    await vi.advanceTimersByTimeAsync(900);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(asked).toHaveLength(2);
    transport.close();
  });

  it('says what is gone once, and asks for what appears', async () => {
    answers = [json({ uploads: [], gone: [ID], stale: [] })];
    await open(longPoll());
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['ready', `watching ${ID}`, `gone ${ID}`]);
    expect(asked[1]?.url.searchParams.get('since')).toBe(`${ID}:0-0`);
  });

  it('is quiet when an answer is late, and heard again with it', async () => {
    let late = (_answer: Response): void => undefined;
    answers = [
      json({ uploads: [progress(1)], gone: [], stale: [] }),
      () => new Promise((resolve) => (late = resolve)),
    ];
    await open(longPoll());
    await vi.advanceTimersByTimeAsync(12_000);
    expect(told.at(-1)).toBe('quiet');
    late(Response.json({ uploads: [progress(2)], gone: [], stale: [] }));
    await vi.advanceTimersByTimeAsync(0);
    expect(told.slice(-2)).toEqual(['heard', 'document 2']);
  });

  it('is down when the answer is late, refused, or none of this kind', async () => {
    await open(longPoll());
    await vi.advanceTimersByTimeAsync(9_000);
    expect(told).toEqual(['quiet', 'down 0']);
    told = [];
    answers = [() => new Response('', { status: 404 })];
    await open(longPoll());
    expect(told).toEqual(['down 0']);
    told = [];
    answers = [() => new Response('[]')];
    await open(longPoll());
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['down 0']);
  });

  it('is silent once it is closed', async () => {
    const transport = await open(longPoll());
    transport.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told).toEqual([]);
    expect(asked[0]?.signal.aborted).toBe(true);
  });
});
