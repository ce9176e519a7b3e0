/* SPDX-License-Identifier: MIT
 *
 * What leaves the list of a client: only a part of a file is deleted on the server.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoadlineClient } from '../src/client/client.js';
import type { ProgressDocument } from '../src/store/document.js';
import type { SenderEvents, SenderFactory } from '../src/transfer/sender.js';
import { FakePage, FakeSocket } from './play.js';
import { documentOf, ID } from './samples.js';

const URL_OF_UPLOAD = `http://localhost/uploads/${ID}.${ID}`;
const OFFER = { upload_url: '/uploads/', progress_url: '/progress/', live_url: '/live' };

let client: LoadlineClient;
let discarded: string[];
let commands: string[];
let sending: SenderEvents;

const sender: SenderFactory = ({ file }, events) => ({
  start: () => {
    sending = events;
    events.located(URL_OF_UPLOAD);
  },
  stop: () => undefined,
  discard: async () => {
    discarded.push(file.name);
  },
});

beforeEach(() => {
  [discarded, commands] = [[], []];
  FakeSocket.made = [];
  sessionStorage.clear();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', async (url: URL | string, options?: RequestInit) => {
    if (options?.method === 'POST') commands.push(new URL(url).pathname);
    return Response.json(OFFER);
  });
});

afterEach(() => {
  client.dispose();
  vi.unstubAllGlobals();
});

function fileOf(name: string): File {
  return new File(['abc'], name);
}

function makeClient(): LoadlineClient {
  return new LoadlineClient({
    endpoint: 'http://localhost/uploads/',
    sender,
    signals: new FakePage(),
  });
}

async function connect(): Promise<void> {
  await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
  FakeSocket.last.connect();
  FakeSocket.last.say({ event: 'welcome', protocol: 'loadline.v1', beat_ms: 20_000 });
}

function hear(change: Partial<ProgressDocument>): void {
  FakeSocket.last.say({ event: 'progress', ...documentOf(change) });
}

/** A file that is being sent. */
async function send(): Promise<void> {
  client = makeClient();
  client.add([fileOf('a.bin')]);
  await connect();
  expect(client.uploads[0]?.transfer.state).toBe('sending');
}

/** The list as it is after a reload of the page, connected. */
async function reload(): Promise<void> {
  await send();
  client.suspend();
  FakeSocket.made = [];
  client = makeClient();
  client.restore();
  await connect();
}

/** Removes all files; returns what was deleted, by the sender or by a command. */
async function removeAll(): Promise<string[]> {
  client.remove(...client.uploads);
  expect(client.uploads).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve));
  return [...discarded, ...commands];
}

const OTHER_WINDOW = {
  code: 'other_window',
  status: 0,
  detail: null,
  retryable: true,
  retryAfterMs: 0,
};
const CANCELLED = `/progress/${ID}.${ID}/cancel`;

describe('a file whose last answer has not arrived', () => {
  it.each(['queued', 'processing', 'done'] as const)('stays if it is %s', async (state) => {
    await send();
    hear({ state });
    expect(await removeAll()).toEqual([]);
  });

  it('stays if another window sends it, also after a pause', async () => {
    await send();
    hear({ state: 'uploading' });
    sending.stopped(OTHER_WINDOW);
    client.pause();
    expect(client.uploads[0]?.transfer.state).toBe('paused');
    expect(await removeAll()).toEqual([]);
  });

  it('stays if another window sends it and it is cancelled here', async () => {
    await send();
    hear({ state: 'uploading' });
    sending.stopped(OTHER_WINDOW);
    client.pause();
    await client.uploads[0]?.cancel();
    expect(client.uploads[0]?.transfer.state).toBe('cancelled');
    expect(await removeAll()).toEqual([]);
  });

  it('is deleted once it is this window’s again', async () => {
    await send();
    hear({ state: 'uploading' });
    sending.stopped(OTHER_WINDOW);
    client.pause();
    client.start();
    sending.located(URL_OF_UPLOAD);
    expect(await removeAll()).toEqual(['a.bin']);
  });

  it('is deleted while the server wants more of it', async () => {
    await send();
    hear({ state: 'uploading' });
    expect(await removeAll()).toEqual(['a.bin']);
  });
});

describe('a file from before a reload', () => {
  it.each(['queued', 'processing', 'done'] as const)('stays if it is %s', async (state) => {
    await reload();
    hear({ state });
    expect(await removeAll()).toEqual([]);
  });

  it('stays while the server has not told of it', async () => {
    await reload();
    expect(await removeAll()).toEqual([]);
  });

  it('is deleted if it is only a part', async () => {
    await reload();
    hear({ state: 'uploading' });
    expect(await removeAll()).toEqual([CANCELLED]);
  });

  it('stays if it was chosen again and the server has not told of it', async () => {
    await reload();
    client.add([fileOf('a.bin')]);
    expect(client.uploads.map(({ transfer }) => transfer.state)).toEqual(['sending']);
    expect(await removeAll()).toEqual([]);
  });

  it('is deleted if it was chosen again and waits', async () => {
    await reload();
    hear({ state: 'uploading' });
    client.queue.guards.add(() => false);
    client.add([fileOf('a.bin')]);
    expect(client.uploads.map(({ transfer }) => transfer.state)).toEqual(['paused']);
    expect(await removeAll()).toEqual(['a.bin', CANCELLED]);
  });
});

describe('a file that failed', () => {
  it('is deleted if the server has a part of it', async () => {
    await send();
    hear({ state: 'uploading' });
    sending.stopped({ code: 'x', status: 400, detail: null, retryable: false, retryAfterMs: 0 });
    expect(client.uploads[0]?.transfer.state).toBe('failed');
    expect(await removeAll()).toEqual(['a.bin']);
  });
});
