/* SPDX-License-Identifier: MIT
 *
 * An element that a router removes and puts back keeps its uploads: its own client pauses
 * meanwhile, one of the page's continues.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoadlineClient, LoadlineProgress, LoadlineUpload } from '../src/index.js';
import type { SenderFactory } from '../src/transfer/sender.js';
import { FakePage, FakeSocket } from './play.js';
import { ID } from './samples.js';

const OTHER_ID = ID.replaceAll(/./g, 'e');
const OFFER = { upload_url: '/uploads/', progress_url: '/progress/', live_url: '/live' };

let calls: string[];
let page: FakePage;

const sender: SenderFactory = (_options, events) => ({
  start: () => {
    calls.push('start');
    events.located(`http://localhost/uploads/${ID}.${ID}`);
  },
  stop: () => calls.push('stop'),
  discard: async () => undefined,
});

beforeEach(() => {
  calls = [];
  page = new FakePage();
  FakeSocket.made = [];
  sessionStorage.clear();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => Response.json(OFFER)),
  );
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

async function show(client: LoadlineClient | null): Promise<LoadlineUpload> {
  const element = new LoadlineUpload();
  if (client) element.client = client;
  document.body.append(element);
  element.client.add([new File(['abc'], 'a.txt')]);
  await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
  return element;
}

async function takeOut(element: Element): Promise<void> {
  element.remove();
  await Promise.resolve();
}

describe('an element with a client of its own', () => {
  it('rests while it is away, and goes on when it is put back', async () => {
    const client = new LoadlineClient({ sender, signals: page });
    client.add([new File(['abc'], 'a.txt')]);
    await vi.waitFor(() => expect(calls).toEqual(['start']));
    client.suspend();
    expect(calls).toEqual(['start', 'stop']);
    page.send('online');
    client.resume();
    expect(calls).toEqual(['start', 'stop', 'start']);
    client.dispose();
  });

  it('begins nothing that waited while it is away', async () => {
    const client = new LoadlineClient({ sender, signals: page, parallel: 1 });
    client.add([new File(['abc'], 'a.txt'), new File(['abc'], 'b.txt')]);
    await vi.waitFor(() => expect(calls).toEqual(['start']));
    client.suspend();
    client.add([new File(['abc'], 'c.txt')]);
    await Promise.resolve();
    expect(calls).toEqual(['start', 'stop']);
    expect(client.uploads).toHaveLength(3);
    client.dispose();
  });

  it('has its files again, and one connection', async () => {
    const element = await show(null);
    await takeOut(element);
    expect(FakeSocket.made.map(({ readyState }) => readyState)).toEqual([3]);
    document.body.append(element);
    await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(2));
    await element.updateComplete;
    expect(element.renderRoot.querySelectorAll('loadline-file')).toHaveLength(1);
  });
});

describe('an element with a client that the page has set', () => {
  it('leaves it to the page: it goes on while the element is away', async () => {
    const client = new LoadlineClient({ sender, signals: page });
    const element = await show(client);
    expect(element.client).toBe(client);
    await takeOut(element);
    expect(calls).toEqual(['start']);
    expect(FakeSocket.last.readyState).toBeLessThan(3);
    const other = new LoadlineUpload();
    other.client = client;
    document.body.append(other);
    await other.updateComplete;
    expect(other.renderRoot.querySelectorAll('loadline-file')).toHaveLength(1);
    client.dispose();
  });
});

describe('an element that only watches', () => {
  it('watches again when it is put back', async () => {
    const element = new LoadlineProgress();
    element.id = ID;
    document.body.append(element);
    await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
    await takeOut(element);
    document.body.append(element);
    await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(2));
  });

  it('takes a token that comes later, and no other after it', async () => {
    const element = new LoadlineProgress();
    element.id = ID;
    document.body.append(element);
    await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
    const [first, second] = [vi.fn(() => 'a.b.c'), vi.fn(() => 'd.e.f')];
    element.token = first;
    await vi.waitFor(() => expect(first).toHaveBeenCalled());
    await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(2));
    element.token = second;
    await element.updateComplete;
    expect(second).not.toHaveBeenCalled();
    expect(FakeSocket.made).toHaveLength(2);
  });

  it('shares a connection with its like', async () => {
    const elements = [ID, OTHER_ID, ID].map((id) => {
      const element = new LoadlineProgress();
      element.id = id;
      document.body.append(element);
      return element;
    });
    await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
    FakeSocket.last.connect();
    FakeSocket.last.say({ event: 'welcome', protocol: 'loadline.v1', beat_ms: 20_000 });
    const heard = () => JSON.stringify(FakeSocket.last.heard);
    await vi.waitFor(() => expect(heard()).toContain(ID));
    expect(heard()).toContain(OTHER_ID);
    for (const element of elements.slice(0, 2)) await takeOut(element);
    expect(FakeSocket.last.readyState).toBeLessThan(3);
    await Promise.all(elements.map(takeOut));
    expect(FakeSocket.last.readyState).toBe(3);
    expect(FakeSocket.made).toHaveLength(1);
  });
});
