/* SPDX-License-Identifier: MIT
 *
 * The sender that is loaded apart from the client: while it cannot be loaded, files wait in their
 * places as with any lost connection.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LoadlineClient } from '../src/client/client.js';
import type { SenderFactory } from '../src/transfer/sender.js';
import { viewFile } from '../src/view/file-view.js';
import { ENGLISH } from '../src/view/words.js';
import { FakePage } from './play.js';

const OFFER = { upload_url: '/uploads/', progress_url: '/progress/' };

/** How many loads of the sender fail from now on, and how many were tried. */
let failures: number;
let loads: number;
/** What the senders were told, by the names of their files. */
let calls: string[];
let page: FakePage;
let Client: typeof LoadlineClient;
let late: typeof import('../src/transfer/late-sender.js');
let client: LoadlineClient;
/** Answers the client's question for the server's capabilities: its files may begin. */
let offer: () => void;

const tusSender: SenderFactory = ({ file }, events) => ({
  start: () => {
    calls.push(`start ${file.name}`);
    events.located(`http://localhost/uploads/${file.name}`);
  },
  stop: () => calls.push(`stop ${file.name}`),
  discard: async () => {
    calls.push(`discard ${file.name}`);
  },
});

beforeEach(async () => {
  [failures, loads, calls] = [0, 0, []];
  page = new FakePage();
  sessionStorage.clear();
  vi.useFakeTimers();
  const isOffered = new Promise<void>((resolve) => {
    offer = resolve;
  });
  vi.stubGlobal('fetch', async (url: string) => {
    await isOffered;
    return String(url).endsWith('/uploads/') ? Response.json(OFFER) : Response.error();
  });
  vi.resetModules();
  vi.doMock('../src/transfer/tus-sender.js', () => {
    loads++;
    if (failures-- > 0) throw new TypeError('Failed to fetch dynamically imported module');
    return { tusSender };
  });
  Client = (await import('../src/client/client.js')).LoadlineClient;
  late = await import('../src/transfer/late-sender.js');
  makeClient(2);
});

function makeClient(parallel: number): void {
  client = new Client({ signals: page, random: () => 0, parallel });
}

afterEach(() => {
  client.dispose();
  vi.doUnmock('../src/transfer/tus-sender.js');
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function fileOf(name: string): File {
  return new File(['abc'], name);
}

function states(): readonly string[] {
  return client.uploads.map(({ source, transfer }) => `${source.name} ${transfer.state}`);
}

/** What a person reads of each file's problem. */
function said(): readonly (string | null)[] {
  return client.uploads.map(({ source: { name, size }, transfer }) => {
    const unheard = { document: null, heardAt: null, isUnknown: false };
    const facts = { name, size, transfer, ...unheard, waitingBefore: 0, hasFile: true };
    return viewFile({ ...facts, now: Date.now() }).problem;
  });
}

/** Waits for what must become so, while no time passes for the client. */
async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 3000 && !isSo(); i++) await vi.advanceTimersByTimeAsync(0);
  expect(isSo(), `${isSo} after ${loads} loads: ${calls.join()}; ${states().join()}`).toBe(true);
}

describe('a sender that cannot be loaded', () => {
  it('is a lost connection: retried twice, said so, and each file keeps its place', async () => {
    // As the files are added, as it is their turn, and at the first retry.
    failures = 3;
    client.dispose();
    makeClient(1);
    client.add(['a', 'b', 'c'].map(fileOf));
    await late.loadSender();
    offer();
    for (const count of [2, 3]) {
      await until(() => loads === count && states()[0] === 'a retrying');
      expect(states()).toEqual(['a retrying', 'b waiting', 'c waiting']);
      expect(said()).toEqual([ENGLISH.problem.network, null, null]);
      await vi.advanceTimersByTimeAsync(500);
    }
    await until(() => calls.length > 0);
    expect([loads, calls]).toEqual([4, ['start a']]);
    expect(states()).toEqual(['a sending', 'b waiting', 'c waiting']);
  });

  it('is tried again as soon as the browser is online', async () => {
    failures = 2;
    client.add([fileOf('a')]);
    await late.loadSender();
    page.isOnline = false;
    offer();
    await until(() => states()[0] === 'a retrying');
    expect(client.uploads[0]?.transfer.retryAt).toBe(null);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(loads).toBe(2);
    page.send('online');
    await until(() => calls.length > 0);
    expect([loads, calls]).toEqual([3, ['start a']]);
  });

  it('is not asked for what was paused or cancelled meanwhile', async () => {
    failures = 2;
    const [a, b] = client.add(['a', 'b'].map(fileOf));
    await late.loadSender();
    offer();
    await until(() => states().join() === 'a retrying,b retrying');
    a?.pause();
    await b?.cancel();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([loads, states()]).toEqual([2, ['a paused', 'b cancelled']]);
    a?.start();
    await until(() => calls.length > 0);
    expect([loads, calls]).toEqual([3, ['start a']]);
  });
});

describe('a sender that is loaded', () => {
  it('is there before the first file, and loaded once', async () => {
    client.restore();
    await until(() => loads === 1);
    client.add(['a', 'b'].map(fileOf));
    offer();
    await until(() => calls.length === 2);
    expect([loads, calls.sort()]).toEqual([1, ['start a', 'start b']]);
  });

  it('starts again after a quick pause, and is discarded as any other', async () => {
    const [a] = client.add([fileOf('a')]);
    offer();
    await until(() => calls.length > 0);
    a?.pause();
    a?.start();
    expect(calls).toEqual(['start a', 'stop a', 'start a']);
    await a?.cancel();
    expect(calls.slice(-1)).toEqual(['discard a']);
  });

  it('starts nothing that was stopped while it was loading', async () => {
    const options = { file: fileOf('a') } as Parameters<SenderFactory>[0];
    const events = { located: () => undefined } as unknown as Parameters<SenderFactory>[1];
    const sender = late.lateSender(options, events);
    for (let i = 0; i < 3; i++) {
      sender.start();
      sender.stop();
    }
    await late.loadSender();
    expect(calls).toEqual([]);
    sender.start();
    await until(() => calls.length > 0);
    expect([loads, calls]).toEqual([1, ['start a']]);
  });

  it('is not loaded by a client that only watches', async () => {
    client.follow('0123456789abcdef0123456789abcdef');
    offer();
    await until(() => client.health.state !== 'connecting');
    expect(loads).toBe(0);
  });
});
