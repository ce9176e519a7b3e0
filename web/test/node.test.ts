/* SPDX-License-Identifier: MIT
 * @vitest-environment node
 *
 * The client where there is no page: a program in Node, or a page that is made
 * on a server first.
 */
import { afterEach, expect, it, vi } from 'vitest';
import { LoadlineClient } from '../src/client/client.js';
import { FakeSocket } from './play.js';
import { documentOf, ID } from './samples.js';

afterEach(() => vi.unstubAllGlobals());

it('a client is made without a page', () => {
  expect(typeof document).toBe('undefined');
  const client = new LoadlineClient();
  client.restore();
  expect(client.uploads).toEqual([]);
  expect(client.health).toEqual({ state: 'idle' });
  client.dispose();
});

it('an upload is followed without a page', async () => {
  FakeSocket.made = [];
  vi.stubGlobal('WebSocket', FakeSocket);
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(String(url));
    return Response.json({ live_url: '/live' });
  });
  const client = new LoadlineClient({ endpoint: 'https://files.example/uploads/' });
  const upload = client.follow(ID);
  await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
  expect(asked).toEqual(['https://files.example/uploads/']);
  FakeSocket.last.connect();
  FakeSocket.last.say({ event: 'welcome', protocol: 'loadline.v1', beat_ms: 20_000 });
  FakeSocket.last.say({ event: 'watching', ref: 1, id: ID });
  FakeSocket.last.say({ event: 'progress', ...documentOf({ state: 'done' }) });
  expect(upload.isOver).toBe(true);
  client.dispose();
});
