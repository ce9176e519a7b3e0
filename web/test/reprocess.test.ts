/* SPDX-License-Identifier: MIT
 *
 * Processing that a person begins again, and uploads that are watched again: the server may tell old
 * news once more first.
 */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LoadlineClient } from '../src/client/client.js';
import { FakePage, FakeSocket } from './play.js';
import { documentOf, ID } from './samples.js';

const OFFER = { upload_url: '/uploads/', progress_url: '/progress/', live_url: '/live' };
let client: LoadlineClient;

beforeEach(() => {
  FakeSocket.made = [];
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', async () => Response.json(OFFER));
  client = new LoadlineClient({ signals: new FakePage() });
});

afterEach(() => {
  vi.useRealTimers();
  client.dispose();
  vi.unstubAllGlobals();
});

function tell(rev: number, state: 'failed' | 'processing' | 'done'): void {
  FakeSocket.last.say({ event: 'progress', ...documentOf({ rev, state }) });
}

it('is watched through the old end, until the new one', async () => {
  const upload = client.follow(`${ID}.${ID}`);
  upload.reprocess();
  await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
  const socket = FakeSocket.last;
  const unwatched = () => JSON.stringify(socket.heard).includes('"unwatch"');
  vi.useFakeTimers();
  socket.connect();
  socket.say({ event: 'welcome', protocol: 'loadline.v1', beat_ms: 20_000 });
  socket.say({ event: 'watching', ref: 1, id: ID });
  tell(8, 'failed');
  await vi.advanceTimersByTimeAsync(100);
  expect(unwatched(), 'the end of the attempt before').toBe(false);
  tell(9, 'processing');
  tell(10, 'done');
  await vi.advanceTimersByTimeAsync(100);
  expect(unwatched()).toBe(true);
});

it('is heard of again after it was removed while news was on its way', async () => {
  const upload = client.follow(ID);
  await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
  FakeSocket.last.connect();
  FakeSocket.last.say({ event: 'welcome', protocol: 'loadline.v1', beat_ms: 20_000 });
  client.remove(upload);
  tell(9, 'done');
  const again = client.follow(ID);
  tell(9, 'done');
  expect(again.document?.state).toBe('done');
});
