/* SPDX-License-Identifier: MIT
 *
 * When leaving the page asks first.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoadlineClient, LoadlineUpload } from '../src/index.js';
import { localProblem } from '../src/server/problem.js';
import type { SenderEvents } from '../src/transfer/sender.js';
import { FakePage, FakeSocket } from './play.js';
import { ID } from './samples.js';

const OFFER = { upload_url: '/uploads/', progress_url: '/progress/', live_url: '/live' };

let sending: SenderEvents;
let client: LoadlineClient;
let element: LoadlineUpload;

beforeEach(async () => {
  FakeSocket.made = [];
  sessionStorage.clear();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', async () => Response.json(OFFER));
  client = new LoadlineClient({
    signals: new FakePage(),
    sender: (_options, events) => ({
      start: () => {
        sending = events;
        events.located(`http://localhost/uploads/${ID}.${ID}`);
      },
      stop: () => undefined,
      discard: async () => undefined,
    }),
  });
  element = new LoadlineUpload();
  element.client = client;
  document.body.append(element);
});

afterEach(() => {
  client.dispose();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

async function send(): Promise<void> {
  client.add([new File(['abc'], 'a.txt')]);
  await vi.waitFor(() => expect(client.uploads.at(-1)?.transfer.state).toBe('sending'));
}

/** Whether the browser would ask. */
function asks(): boolean {
  return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
}

describe('leaving the page', () => {
  it('asks from the choice of a file until the server has every byte', async () => {
    expect(asks()).toBe(false);
    client.add([new File(['abc'], 'a.txt')]);
    expect(asks()).toBe(true);
    await vi.waitFor(() => expect(client.uploads[0]?.transfer.state).toBe('sending'));
    client.pause();
    expect(asks()).toBe(true);
    client.start();
    sending.complete();
    expect(asks()).toBe(false);
    client.add([new File(['abc'], 'b.txt')]);
    expect(asks(), 'again for another file').toBe(true);
  });

  it('does not ask for what has failed, is removed, or only watched', async () => {
    client.follow('e'.repeat(32));
    expect(asks()).toBe(false);
    await send();
    expect(asks()).toBe(true);
    sending.stopped(localProblem('too_large', null));
    expect(asks()).toBe(false);
    client.add([new File(['abc'], 'b.txt')]);
    client.remove(...client.uploads);
    expect(asks()).toBe(false);
  });

  it('does not ask for what another window sends', async () => {
    await send();
    sending.stopped({ ...localProblem('other_window', null), retryable: true });
    expect(client.uploads[0]?.transfer).toMatchObject({ state: 'retrying', retryAt: null });
    expect(asks()).toBe(false);
    sending.freed();
    sending.sent(1);
    expect(asks()).toBe(true);
  });

  it('asks while a client of the page goes on without its element, and not after its end', async () => {
    await send();
    element.remove();
    await Promise.resolve();
    expect(asks()).toBe(true);
    client.dispose();
    expect(asks()).toBe(false);
  });

  it('leaves no listener behind when the client ends', async () => {
    await send();
    const removed = vi.spyOn(window, 'removeEventListener');
    client.dispose();
    expect(removed.mock.calls.map(([name]) => name)).toContain('beforeunload');
    removed.mockRestore();
  });

  it('asks for a client of the page that goes on without the element, and for the next', async () => {
    await send();
    const next = new LoadlineClient({ signals: new FakePage() });
    element.client = next;
    expect(asks(), 'the first goes on').toBe(true);
    sending.complete();
    expect(asks()).toBe(false);
    next.add([new File(['abc'], 'b.txt')]);
    expect(asks(), 'of the next').toBe(true);
    next.dispose();
    expect(asks()).toBe(false);
  });

  it('does not ask for an element that was removed with its own client', async () => {
    const own = new LoadlineUpload();
    document.body.append(own);
    own.client.add([new File(['abc'], 'a.txt')]);
    expect(asks()).toBe(true);
    own.remove();
    await Promise.resolve();
    expect(asks()).toBe(false);
    document.body.append(own);
    expect(asks()).toBe(true);
  });
});
