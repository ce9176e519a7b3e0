/* SPDX-License-Identifier: MIT
 *
 * When the element asks its page whether a file may be sent.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoadlineClient, LoadlineUpload } from '../src/index.js';
import type { SenderFactory } from '../src/transfer/sender.js';
import { FakeSocket } from './play.js';

const OFFER = { upload_url: '/uploads/', progress_url: '/progress/', live_url: '/live' };

beforeEach(() => {
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', async () => Response.json(OFFER));
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

/** A sender of which the test sees only that it was started. */
function noteStarts(started: string[]): SenderFactory {
  return ({ file }) => ({
    start: () => started.push(file.name),
    stop: () => undefined,
    discard: async () => undefined,
  });
}

/** Makes the element ask, and answers `refused` of these times with no. */
function noteAsked(element: Element, refused = 0): string[] {
  const asked: string[] = [];
  element.addEventListener('loadline-start', (event) => {
    asked.push((event as CustomEvent).detail.file.name);
    if (asked.length <= refused) event.preventDefault();
  });
  return asked;
}

describe('loadline-start', () => {
  it('comes before the first byte of a file, never before a resume', async () => {
    const started: string[] = [];
    const upload = new LoadlineUpload();
    upload.client = new LoadlineClient({ sender: noteStarts(started) });
    document.body.append(upload);
    const asked = noteAsked(upload, 2);
    upload.add([new File(['a'], 'a')]);
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    upload.start();
    expect([asked.length, started.length], 'asked again after a refusal').toEqual([2, 0]);
    upload.start();
    for (let i = 0; i < 3; i++) {
      upload.pause();
      upload.start();
    }
    expect([asked.length, started.length]).toEqual([3, 4]);
    upload.client.dispose();
  });

  it('comes for what begins when the element comes back', async () => {
    const upload = new LoadlineUpload();
    document.body.append(upload);
    const asked = noteAsked(upload, 1);
    await vi.waitFor(() => expect(upload.client.capabilities).not.toBeNull());
    upload.remove();
    await Promise.resolve();
    upload.client.add([new File(['a'], 'a')]);
    expect(asked).toEqual([]);
    document.body.append(upload);
    expect(asked).toEqual(['a']);
    expect(upload.client.uploads[0]?.transfer.state).toBe('paused');
  });

  it('comes from each of two elements that share a client', async () => {
    const started: string[] = [];
    const client = new LoadlineClient({ sender: noteStarts(started) });
    const [first, second] = [new LoadlineUpload(), new LoadlineUpload()];
    for (const each of [first, second]) each.client = client;
    document.body.append(first, second);
    const asked = [noteAsked(first), noteAsked(second)];
    client.add([new File(['a'], 'a')]);
    await vi.waitFor(() => expect(started).toEqual(['a']));
    second.remove();
    await Promise.resolve();
    client.add([new File(['b'], 'b')]);
    expect([...asked, started]).toEqual([['a', 'b'], ['a'], ['a', 'b']]);
    client.dispose();
  });

  it('does not come from an element that is not on the page: its client does not hold it', () => {
    const client = new LoadlineClient();
    const subscribed = vi.spyOn(client, 'subscribe');
    const upload = new LoadlineUpload();
    upload.client = client;
    expect([subscribed.mock.calls.length, client.queue.guards.size]).toEqual([0, 0]);
    document.body.append(upload);
    expect([subscribed.mock.calls.length, client.queue.guards.size]).toEqual([1, 1]);
    client.dispose();
  });
});
