/* SPDX-License-Identifier: MIT
 *
 * Of the windows with one upload, one sends it: the lock itself, and the sender with it.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChunkLimit } from '../src/transfer/chunk-limit.js';
import { contentSample } from '../src/transfer/content-sample.js';
import type { Sender } from '../src/transfer/sender.js';
import { tusSender } from '../src/transfer/tus-sender.js';
import { UnfinishedUploads } from '../src/transfer/unfinished-uploads.js';
import { UploadLock } from '../src/transfer/upload-lock.js';
import { FakeLocks } from './fake-locks.js';
import { FakeXhr } from './fake-xhr.js';

const ENDPOINT = 'http://localhost/uploads/';
const UPLOAD = `${ENDPOINT}one`;

let locks: FakeLocks;

beforeEach(() => {
  FakeXhr.sent = [];
  vi.stubGlobal('XMLHttpRequest', FakeXhr);
  locks = new FakeLocks();
  vi.stubGlobal('navigator', { locks });
  localStorage.clear();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a lock', () => {
  it('is held by one page, and the next one gets it when it is given back', async () => {
    const [one, other] = [new UploadLock(), new UploadLock()];
    expect(await one.take(UPLOAD)).toBe(true);
    expect(await one.take(UPLOAD), 'it has it already').toBe(true);
    expect(await other.take(UPLOAD)).toBe(false);
    const turn = other.wait(UPLOAD);
    one.release();
    expect(await turn).toBe(true);
    expect(await one.take(UPLOAD)).toBe(false);
  });

  it('is another one for each upload', async () => {
    const [one, other] = [new UploadLock(), new UploadLock()];
    expect(await one.take(UPLOAD)).toBe(true);
    expect(await other.take(`${ENDPOINT}two`)).toBe(true);
    expect(await other.take(UPLOAD)).toBe(false);
  });

  it('is given back at once where it comes too late', async () => {
    const [one, other] = [new UploadLock(), new UploadLock()];
    const late = one.take(UPLOAD);
    one.release();
    expect(await late).toBe(false);
    expect(await other.take(UPLOAD)).toBe(true);
    const turn = one.wait(UPLOAD);
    one.release();
    expect(await turn).toBe(false);
    other.release();
    expect(await one.take(UPLOAD), 'taken again at once').toBe(true);
  });

  it('is not needed where the browser has none, or forbids them', async () => {
    vi.stubGlobal('navigator', {});
    expect(await new UploadLock().take(UPLOAD)).toBe(true);
    const request = () => Promise.reject(new DOMException('sandboxed', 'SecurityError'));
    vi.stubGlobal('navigator', { locks: { request } });
    expect(await new UploadLock().take(UPLOAD)).toBe(true);
  });
});

interface Played {
  readonly sender: Sender;
  readonly told: string[];
}

async function play(): Promise<Played> {
  const file = new File(['abc'], 'a.bin', { lastModified: 1 });
  new UnfinishedUploads(ENDPOINT).keep(file, { url: UPLOAD, sample: await contentSample(file) });
  const told: string[] = [];
  const sender = tusSender(
    {
      file,
      endpoint: () => ENDPOINT,
      chunkSize: () => null,
      chunkLimit: new ChunkLimit(ENDPOINT),
      briefBytes: 0,
      mayResume: () => true,
    },
    {
      anew: () => told.push('anew'),
      located: () => undefined,
      confirmed: (bytes) => told.push(`confirmed ${bytes}`),
      sent: () => undefined,
      complete: () => told.push('complete'),
      stopped: ({ code, status }) => told.push(`${code} ${status}`),
      freed: () => told.push('freed'),
    },
  );
  return { sender, told };
}

function at(offset: number): { headers: Record<string, string> } {
  return { headers: { 'Upload-Offset': String(offset), 'Upload-Length': '3' } };
}

describe('two windows with one file', () => {
  it('do not send it at once: the second goes on where the first has stopped', async () => {
    const [first, second] = [await play(), await play()];
    first.sender.start();
    const head = await FakeXhr.next(1, 'HEAD');
    second.sender.start();
    await vi.waitFor(() => expect(second.told).toEqual(['other_window 0']));
    head.answer(200, at(1));
    await FakeXhr.next(2, 'PATCH');
    first.sender.stop();
    await vi.waitFor(() => expect(second.told).toEqual(['other_window 0', 'freed']));
    second.sender.start();
    (await FakeXhr.next(3, 'HEAD')).answer(200, at(2));
    expect((await FakeXhr.next(4, 'PATCH')).asked.get('Upload-Offset')).toBe('2');
  });

  it('make one upload of it, also where the first was whole and is delivered by then', async () => {
    const [first, second] = [await play(), await play()];
    first.sender.start();
    (await FakeXhr.next(1, 'HEAD')).answer(200, at(1));
    const patch = await FakeXhr.next(2, 'PATCH');
    second.sender.start();
    await vi.waitFor(() => expect(second.told).toEqual(['other_window 0']));
    patch.answer(204, at(3));
    await vi.waitFor(() => expect(second.told).toContain('freed'));
    expect(first.told).toContain('complete');
    second.sender.start();
    (await FakeXhr.next(3, 'HEAD')).answer(404);
    await vi.waitFor(() => expect(second.told.at(-1)).toBe('http 404'));
    expect(FakeXhr.methods).toEqual(['HEAD', 'PATCH', 'HEAD']);
  });

  it('have a new upload each where neither knows of the other’s', async () => {
    const { sender } = await play();
    localStorage.clear();
    sender.start();
    (await FakeXhr.next(1, 'POST')).answer(201, { headers: { Location: UPLOAD } });
    await FakeXhr.next(2, 'PATCH');
    await vi.waitFor(() => expect(locks.isHeld(`loadline:${UPLOAD}`)).toBe(true));
    sender.stop();
    await vi.waitFor(() => expect(locks.isHeld(`loadline:${UPLOAD}`)).toBe(false));
  });

  it('do not have it deleted by the one while the other resumes it', async () => {
    const [first, second] = [await play(), await play()];
    first.sender.start();
    (await FakeXhr.next(1, 'HEAD')).answer(200, at(1));
    await FakeXhr.next(2, 'PATCH');
    second.sender.start();
    await vi.waitFor(() => expect(second.told).toEqual(['other_window 0']));
    const discarded = first.sender.discard();
    const removal = await FakeXhr.next(3, 'DELETE');
    expect(second.told, 'before the answer').toEqual(['other_window 0']);
    removal.answer(204);
    await discarded;
    await vi.waitFor(() => expect(second.told).toEqual(['other_window 0', 'freed']));
  });

  it('begin anew where the server loses it after the second had resumed it', async () => {
    const [first, second] = [await play(), await play()];
    first.sender.start();
    (await FakeXhr.next(1, 'HEAD')).answer(200, at(1));
    await FakeXhr.next(2, 'PATCH');
    second.sender.start();
    await vi.waitFor(() => expect(second.told).toEqual(['other_window 0']));
    first.sender.stop();
    await vi.waitFor(() => expect(second.told).toContain('freed'));
    second.sender.start();
    (await FakeXhr.next(3, 'HEAD')).answer(200, at(1));
    (await FakeXhr.next(4, 'PATCH')).break();
    await vi.waitFor(() => expect(second.told.at(-1)).toBe('network 0'));
    second.sender.start();
    (await FakeXhr.next(5, 'HEAD')).answer(404);
    await FakeXhr.next(6, 'POST');
  });
});
