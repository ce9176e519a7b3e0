/* SPDX-License-Identifier: MIT
 *
 * Thousands of files at once: what is done to all of them is told once, not once for each.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoadlineClient } from '../src/client/client.js';
import { resumedBy } from '../src/client/resumed-uploads.js';
import type { Source, Upload } from '../src/client/upload.js';
import type { SenderFactory } from '../src/transfer/sender.js';
import { FakePage, FakeSocket } from './play.js';

const COUNT = 4_000;
const OFFER = {
  upload_url: '/uploads/',
  progress_url: '/progress/',
  live_url: '/live',
  accept: { refused_extensions: ['exe'] },
};

let client: LoadlineClient;
let told: number;

const sender: SenderFactory = () => ({
  start: () => undefined,
  stop: () => undefined,
  discard: async () => undefined,
});

beforeEach(async () => {
  FakeSocket.made = [];
  sessionStorage.clear();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', async () => Response.json(OFFER));
  client = new LoadlineClient({ sender, signals: new FakePage() });
  client.add(files(1, 'first'));
  await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
  client.subscribe(() => told++);
});

afterEach(() => {
  client.dispose();
  vi.unstubAllGlobals();
});

function files(count: number, name: string): File[] {
  return Array.from({ length: count }, (_, at) => new File([], `${at}.${name}`));
}

/** How often the listeners are called meanwhile. */
function callsOf(change: () => void): number {
  told = 0;
  change();
  return told;
}

function countOf(state: string): number {
  return client.uploads.filter(({ transfer }) => transfer.state === state).length;
}

describe('thousands of files', () => {
  it('are left alone by a listener that ends the client', async () => {
    const [first] = client.uploads;
    client.subscribe(() => client.dispose());
    first?.pause();
    client.dispose();
    expect(client.uploads).toEqual([]);
  });

  it('resume also where a listener has suspended the client', async () => {
    let isFirst = true;
    client.subscribe(() => {
      if (isFirst) client.suspend();
      isFirst = false;
    });
    client.uploads[0]?.rename('b.txt');
    client.uploads[0]?.pause();
    client.uploads[0]?.start();
    client.suspend();
    client.resume();
    expect(client.uploads[0]?.transfer.state).toBe('sending');
  });

  it('tells once what one answer changes several times', async () => {
    const [first] = client.uploads;
    told = 0;
    first?.pause();
    first?.queue();
    first?.start();
    expect(told).toBe(0);
    await Promise.resolve();
    expect(told).toBe(1);
  });

  it('are added, paused, resumed and removed with one call of the listeners', () => {
    expect(callsOf(() => client.add(files(COUNT, 'txt')))).toBe(1);
    expect(callsOf(() => client.pause())).toBe(1);
    expect(countOf('paused')).toBe(COUNT + 1);
    expect(callsOf(() => client.start())).toBe(1);
    expect([countOf('sending'), countOf('waiting')]).toEqual([3, COUNT - 2]);
    expect(callsOf(() => client.remove(...client.uploads))).toBe(1);
    expect(client.uploads).toEqual([]);
  });

  it('are refused and sent again with one call of the listeners', () => {
    expect(callsOf(() => client.add(files(COUNT, 'exe')))).toBe(1);
    expect(countOf('failed')).toBe(COUNT);
    const before = client.uploads;
    expect(callsOf(() => client.again(...before.slice(1)))).toBe(1);
    expect([client.uploads.length, countOf('failed')]).toEqual([COUNT + 1, COUNT]);
    expect(client.uploads.map(({ source }) => source)).toEqual(before.map(({ source }) => source));
    expect(client.uploads.filter((upload) => before.includes(upload))).toHaveLength(1);
  });
});

describe('files that are chosen again after a reload', () => {
  it('resume one upload each, in the order of the list', () => {
    const listedOf = (name: string) => ({
      source: { name },
      file: null,
      awaits: (source: Source) => source.name === name,
    });
    const chosenOf = (name: string) => ({ source: { name }, file: new File([], name) });
    const listed = ['a', 'b', 'a'].map(listedOf) as unknown as Upload[];
    const chosen = ['a', 'c', 'a', 'a', 'b'].map(chosenOf) as unknown as Upload[];
    expect([...resumedBy(chosen, [...listed, ...chosen])]).toEqual([
      [listed[0], chosen[0]],
      [listed[2], chosen[2]],
      [listed[1], chosen[4]],
    ]);
  });
});
