/* SPDX-License-Identifier: MIT
 *
 * What a page says about the sending of its files: when, how many at a time, with which metadata.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoadlineClient } from '../src/client/client.js';
import { metadataOf } from '../src/client/metadata.js';
import { localProblem } from '../src/server/problem.js';
import type { SenderEvents, SenderFactory, SenderOptions } from '../src/transfer/sender.js';
import { FakePage, FakeSocket } from './play.js';
import { ID } from './samples.js';

const OFFER = {
  upload_url: '/uploads/',
  progress_url: '/progress/',
  live_url: '/live',
  accept: { refused_extensions: ['exe'] },
};

let begun: string[];
let options: SenderOptions[];
let fetched: number;
let client: LoadlineClient;

const sender: SenderFactory = (given, _events) => {
  options.push(given);
  return {
    start: () => begun.push(given.file.name),
    stop: () => undefined,
    discard: async () => undefined,
  };
};

/** Its uploads are created at once. */
const locating: SenderFactory = (given, events) => ({
  ...sender(given, events),
  start: () => events.located(`http://localhost/uploads/${ID}.${ID}`),
});

beforeEach(() => {
  [begun, options, fetched] = [[], [], 0];
  FakeSocket.made = [];
  sessionStorage.clear();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', async () => {
    fetched++;
    return Response.json(OFFER);
  });
});

afterEach(() => {
  client.dispose();
  vi.unstubAllGlobals();
});

function files(...names: string[]): File[] {
  return names.map((name) => new File(['abc'], name));
}

function states(): string[] {
  return client.uploads.map(({ transfer }) => transfer.state);
}

/** What follows from changes of uploads comes behind them. */
const followed = () => Promise.resolve();

async function ready(): Promise<void> {
  await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
}

describe('the queue', () => {
  it('waits for start(), which keeps the order and the limit', async () => {
    client = new LoadlineClient({ sender, signals: new FakePage(), autostart: false, parallel: 2 });
    client.add(files('a', 'b', 'c'));
    await ready();
    expect([begun, states()]).toEqual([[], ['paused', 'paused', 'paused']]);
    client.start();
    expect([begun, states()]).toEqual([
      ['a', 'b'],
      ['sending', 'sending', 'waiting'],
    ]);
    client.pause();
    expect(states()).toEqual(['paused', 'paused', 'paused']);
    client.start();
    expect(begun).toEqual(['a', 'b', 'a', 'b']);
  });

  it('starts nothing of what waits for start(), also where the capabilities are known', async () => {
    client = new LoadlineClient({ sender, signals: new FakePage(), autostart: false });
    client.discover();
    await vi.waitFor(() => expect(client.capabilities).not.toBeNull());
    client.add(files('a', 'b', 'c'));
    await ready();
    expect([begun, states()]).toEqual([[], ['paused', 'paused', 'paused']]);
    expect(client.uploads.map(({ transfer }) => transfer.startedAt)).toEqual([null, null, null]);
  });

  it('starts nothing of a batch of which one file was begun before a reload', async () => {
    client = new LoadlineClient({ sender: locating, signals: new FakePage() });
    client.add(files('a'));
    await ready();
    client.suspend();
    FakeSocket.made = [];
    client = new LoadlineClient({ sender, signals: new FakePage(), autostart: false });
    client.restore();
    await ready();
    client.add(files('b', 'a', 'c'));
    expect(client.uploads.map(({ source }) => source.name)).toEqual(['a', 'b', 'c']);
    expect([begun, states()]).toEqual([[], ['paused', 'paused', 'paused']]);
  });

  it('asks the page anew where the upload that a file took over is of another file', async () => {
    client = new LoadlineClient({ sender: locating, signals: new FakePage() });
    client.add(files('a'));
    await ready();
    client.suspend();
    FakeSocket.made = [];
    let told: SenderEvents | null = null;
    client = new LoadlineClient({
      sender: (given, events) => {
        told = events;
        return sender(given, events);
      },
      signals: new FakePage(),
    });
    client.restore();
    await ready();
    const asked: boolean[] = [];
    client.queue.guards.add(({ transfer }) => asked.push(transfer.url !== null) < 2);
    client.add(files('a'));
    (told as SenderEvents | null)?.anew();
    await followed();
    expect([asked, begun, states()]).toEqual([[true, false], ['a'], ['paused', 'paused']]);
    client.start();
    expect(begun, 'by itself it does not begin').toEqual(['a']);
  });

  it('starts nothing while all files are removed', async () => {
    client = new LoadlineClient({ sender, signals: new FakePage(), parallel: 1 });
    client.add(files('a', 'b', 'c'));
    await ready();
    client.remove(...client.uploads);
    expect([begun, states()]).toEqual([['a'], []]);
  });

  it('asks the page before each start, and pauses what it does not want', async () => {
    client = new LoadlineClient({ sender, signals: new FakePage() });
    client.queue.guards.add((upload) => {
      // Whatever the page does meanwhile: it is asked once.
      if (upload.source.name === 'a') client.add(files('d'));
      return upload.source.name !== 'b';
    });
    client.add(files('a', 'b', 'c'));
    await ready();
    await vi.waitFor(() => expect(begun).toEqual(['a', 'c', 'd']));
    expect(states()).toEqual(['sending', 'paused', 'sending', 'sending']);
  });

  it('gives the place of a file that another window sends to the next one', async () => {
    const told: SenderEvents[] = [];
    client = new LoadlineClient({
      sender: (given, events) => {
        told.push(events);
        return sender(given, events);
      },
      signals: new FakePage(),
      parallel: 1,
    });
    client.add(files('a', 'b'));
    await ready();
    expect(begun).toEqual(['a']);
    told[0]?.stopped({ ...localProblem('other_window', null), retryable: true });
    await followed();
    expect([begun, states()]).toEqual([
      ['a', 'b'],
      ['retrying', 'sending'],
    ]);
    told[0]?.freed();
    expect([begun, states()], 'it waits for its turn').toEqual([
      ['a', 'b'],
      ['waiting', 'sending'],
    ]);
    told[1]?.complete();
    await followed();
    expect(begun).toEqual(['a', 'b', 'a']);
  });

  it('refuses what the server is known to refuse', async () => {
    client = new LoadlineClient({ sender, signals: new FakePage() });
    client.add(files('a.exe', 'b'));
    await ready();
    expect([begun, states()]).toEqual([['b'], ['failed', 'sending']]);
    expect(client.uploads[0]?.transfer.problem?.code).toBe('type_refused');
  });

  it('refuses a file that waits once a person gives it such a name', async () => {
    client = new LoadlineClient({ sender, signals: new FakePage(), parallel: 1 });
    const [, second] = client.add(files('a', 'b'));
    await ready();
    expect(states()).toEqual(['sending', 'waiting']);
    second?.rename('b.exe');
    await followed();
    expect(states()).toEqual(['sending', 'failed']);
  });
});

describe('the capabilities', () => {
  it('can be known before there is a file, without a connection', async () => {
    client = new LoadlineClient({ sender, signals: new FakePage() });
    client.discover();
    await vi.waitFor(() => expect(client.capabilities).not.toBeNull());
    expect([fetched, FakeSocket.made.length, client.health.state]).toEqual([1, 0, 'idle']);
    client.add(files('a'));
    await ready();
    expect(begun).toEqual(['a']);
  });

  it('stay known where a further question fails', async () => {
    client = new LoadlineClient({ sender, signals: new FakePage() });
    client.discover();
    await vi.waitFor(() => expect(client.capabilities).not.toBeNull());
    vi.stubGlobal('fetch', async () => {
      fetched++;
      return Response.error();
    });
    const heard = vi.fn();
    client.subscribe(heard);
    client.discover(true);
    await vi.waitFor(() => expect(heard).toHaveBeenCalled());
    expect([fetched, client.problem]).toEqual([2, null]);
  });

  it('are not asked for again and again while there is no file', async () => {
    vi.useFakeTimers();
    vi.stubGlobal('fetch', async () => {
      fetched++;
      return Response.error();
    });
    client = new LoadlineClient({ sender, signals: new FakePage() });
    client.discover();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(fetched).toBe(1);
    client.add(files('a'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetched).toBeGreaterThan(2);
    vi.useRealTimers();
  });
});

describe('metadata', () => {
  it('is the same for all files, or made for each; it becomes text', () => {
    const [file] = files('a') as [File];
    expect(metadataOf({ n: 7, yes: true, no: null, none: undefined }, file)).toEqual({
      n: '7',
      yes: 'true',
    });
    expect(metadataOf(({ name }) => ({ name }), file)).toEqual({ name: 'a' });
    expect([metadataOf(undefined, file), metadataOf(() => null, file)]).toEqual([{}, {}]);
  });

  it('is refused where the server could not read it, or would not get what is meant', () => {
    const [file] = files('a') as [File];
    for (const name of ['', 'a b', 'a,b', 'größe', '名', 'a\nb']) {
      expect(() => metadataOf({ [name]: 'x' }, file), name).toThrow('name');
    }
    const later = (async () => ({ album: 'x' })) as unknown as () => null;
    expect(() => metadataOf(later, file)).toThrow('Promise');
    for (const value of [{ a: 1 }, [1], () => 1]) {
      expect(() => metadataOf({ album: value as unknown as string }, file)).toThrow('album');
    }
  });

  it('is asked for when the upload is created', async () => {
    let album = 'first';
    client = new LoadlineClient({
      sender,
      signals: new FakePage(),
      metadata: ({ name }) => ({ album, name }),
    });
    client.add(files('a'));
    album = 'second';
    expect(options[0]?.metadata?.()).toEqual({ album: 'second', name: 'a', filename: 'a' });
  });

  it('has the name that a person gave the file', () => {
    client = new LoadlineClient({ sender, signals: new FakePage(), autostart: false });
    const [upload] = client.add(files('a'));
    upload?.rename('b');
    expect(upload?.source.name).toBe('b');
    expect(options[0]?.metadata?.()).toEqual({ filename: 'b' });
    upload?.start();
    upload?.rename('too late');
    expect(upload?.source.name).toBe('b');
  });
});
