/* SPDX-License-Identifier: MIT
 *
 * Snapshots: what an answer tells, also one that refuses this client.
 */
import { afterEach, expect, it, vi } from 'vitest';
import { readSnapshot, snapshotReader } from '../src/server/snapshot.js';
import { documentOf, ID, lineOf } from './samples.js';

const OTHER = 'f'.repeat(32);
const read = snapshotReader('http://localhost/progress/');

afterEach(() => vi.unstubAllGlobals());

function answerWith(status: number, body: object): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    return Response.json(body, { status });
  });
  return asked;
}

it('brings documents, and what is gone or stale', () => {
  const { news, site } = readSnapshot({
    uploads: [documentOf({ rev: 3 }), { id: 5 }],
    gone: [OTHER, 7],
    stale: [ID],
    site: { at: 1 },
  });
  expect(news.map(lineOf)).toEqual(['document 3', `gone ${OTHER}`, `stale ${ID}`]);
  expect(site).toEqual({ at: 1 });
});

it('asks for many uploads in several requests', async () => {
  const asked = answerWith(200, { uploads: [], gone: [ID] });
  const news = await read(Array.from({ length: 51 }, () => ID));
  expect(asked).toHaveLength(2);
  expect(news).toHaveLength(2);
});

it.each([401, 403])('says that the uploads are denied after %i', async (status) => {
  answerWith(status, { code: 'unauthorized' });
  expect((await read([ID, OTHER])).map(lineOf)).toEqual([`denied ${ID}`, `denied ${OTHER}`]);
});

it.each([404, 503])('fails after %i, which says nothing about the uploads', async (status) => {
  answerWith(status, { code: 'status_unavailable' });
  await expect(read([ID])).rejects.toThrow();
});
