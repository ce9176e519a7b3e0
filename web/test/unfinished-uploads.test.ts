/* SPDX-License-Identifier: MIT
 *
 * Unfinished uploads: only the same content resumes, and a broken storage does not prevent an
 * upload.
 */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SearchedStorage } from '../src/base/searched-storage.js';
import { ChunkLimit } from '../src/transfer/chunk-limit.js';
import { contentSample } from '../src/transfer/content-sample.js';
import { tusSender } from '../src/transfer/tus-sender.js';
import { UnfinishedUploads } from '../src/transfer/unfinished-uploads.js';
import { FakeXhr } from './fake-xhr.js';

const ENDPOINT = 'http://localhost/uploads/';
const UPLOAD = `${ENDPOINT}one`;
const MIB = 1_048_576;
const DAY_MS = 86_400_000;

function fileOf(content: BlobPart): File {
  return new File([content], 'a.bin', { lastModified: 1_700_000_000_000 });
}

/** Starts to send the file; returns what is told of it. */
function send(file: File): string[] {
  const told: string[] = [];
  tusSender(
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
      located: (url, isFound) => told.push(isFound ? `found ${url}` : url),
      confirmed: (bytes) => told.push(String(bytes)),
      sent: () => undefined,
      complete: () => told.push('complete'),
      stopped: ({ code }) => told.push(code),
      freed: () => undefined,
    },
  ).start();
  return told;
}

/** A storage each call of which throws. */
class Forbidden {
  get length(): number {
    throw new Error('SecurityError');
  }
  getItem(): never {
    throw new Error('SecurityError');
  }
  setItem(): never {
    throw new Error('QuotaExceededError');
  }
  removeItem(): never {
    throw new Error('SecurityError');
  }
  key(): never {
    throw new Error('SecurityError');
  }
}

beforeEach(() => {
  FakeXhr.sent = [];
  vi.stubGlobal('XMLHttpRequest', FakeXhr);
  localStorage.clear();
  sessionStorage.clear();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a file that is chosen again after a reload', () => {
  async function begin(): Promise<void> {
    send(fileOf('abcdef'));
    (await FakeXhr.next(1, 'POST')).answer(201, { headers: { Location: UPLOAD } });
    await FakeXhr.next(2, 'PATCH');
    await vi.waitFor(() => expect(localStorage.length).toBe(1));
  }

  it('is gone on with where its content is the same', async () => {
    await begin();
    const told = send(fileOf('abcdef'));
    const head = await FakeXhr.next(3, 'HEAD');
    expect(head.url).toBe(UPLOAD);
    expect(told).toEqual([`found ${UPLOAD}`]);
  });

  it('is a new upload where only its name, size and time are the same', async () => {
    await begin();
    const told = send(fileOf('abcdeX'));
    await FakeXhr.next(3, 'POST');
    expect(told).toEqual(['anew']);
  });

  it('is a new upload once it is complete', async () => {
    await begin();
    FakeXhr.sent[1]?.answer(204, { headers: { 'Upload-Offset': '6' } });
    await vi.waitFor(() => expect(localStorage.length).toBe(0));
  });
});

describe('a storage that fails', () => {
  it.each([
    ['at each call', () => new Forbidden()],
    ['by being null', () => null],
    ['by not being there', () => undefined],
  ])('%s holds up no upload', async (_how, make) => {
    vi.stubGlobal('localStorage', make());
    vi.stubGlobal('sessionStorage', make());
    const told = send(fileOf('abc'));
    (await FakeXhr.next(1, 'POST')).answer(201, { headers: { Location: UPLOAD } });
    (await FakeXhr.next(2, 'PATCH')).answer(204, { headers: { 'Upload-Offset': '3' } });
    await vi.waitFor(() => expect(told).toContain('complete'));
  });

  it('is replaced by the one that lasts as long as the tab', () => {
    vi.stubGlobal('localStorage', new Forbidden());
    const file = fileOf('abc');
    new UnfinishedUploads(ENDPOINT).keep(file, { url: UPLOAD, sample: 'x' });
    expect(new UnfinishedUploads(ENDPOINT).find(file)).toMatchObject([
      { url: UPLOAD, sample: 'x' },
    ]);
    expect(new SearchedStorage('localStorage').keys('')).toEqual([]);
  });
});

describe('what is remembered', () => {
  const file = fileOf('abc');

  it('is forgotten after a week, and what is unreadable at once', () => {
    vi.useFakeTimers({ now: 1_800_000_000_000 });
    const earlier = new UnfinishedUploads(ENDPOINT);
    earlier.keep(file, { url: UPLOAD, sample: 'x' });
    localStorage.setItem('loadline-unfinished:broken', '{');
    localStorage.setItem('of another program', '{');
    vi.advanceTimersByTime(6 * DAY_MS);
    expect(earlier.find(file)).toHaveLength(1);
    expect(localStorage.length).toBe(2);
    vi.advanceTimersByTime(2 * DAY_MS);
    expect(earlier.find(file)).toHaveLength(0);
    expect(localStorage.length).toBe(1);
  });

  it('is the newest of many', () => {
    vi.useFakeTimers({ now: 1_800_000_000_000 });
    const earlier = new UnfinishedUploads(ENDPOINT);
    for (let i = 0; i < 205; i++) {
      vi.advanceTimersByTime(1);
      earlier.keep(file, { url: `${ENDPOINT}${i}`, sample: 'x' });
    }
    const found = earlier.find(file);
    expect(found).toHaveLength(200);
    expect(found[0]?.url).toBe(`${ENDPOINT}204`);
  });

  it('is of one endpoint', () => {
    new UnfinishedUploads(ENDPOINT).keep(file, { url: UPLOAD, sample: 'x' });
    expect(new UnfinishedUploads(`${ENDPOINT}other/`).find(file)).toEqual([]);
  });
});

describe('a sample', () => {
  it('tells contents apart by their first, middle and last MiB', async () => {
    const bytes = new Uint8Array(8 * MIB);
    const before = await contentSample(new Blob([bytes]));
    for (const [at, isSeen] of [
      [0, true],
      [MIB, false],
      [4 * MIB, true],
      [8 * MIB - 1, true],
    ] as const) {
      bytes[at] = 1;
      expect((await contentSample(new Blob([bytes]))) !== before, String(at)).toBe(isSeen);
      bytes[at] = 0;
    }
  });

  it('of a small file is its SHA-256', async () => {
    const digest = createHash('sha256').update('abc').digest('hex');
    expect(await contentSample(new Blob(['abc']))).toBe(digest);
  });

  it('of a file that became shorter is none', async () => {
    const blob = new Blob(['abc']);
    blob.arrayBuffer = () => new Blob(['']).arrayBuffer();
    await expect(contentSample(blob)).rejects.toThrow();
  });
});

describe('a sample on a page on plain http', () => {
  it('tells contents apart without the help of the browser', async () => {
    vi.stubGlobal('crypto', {});
    const bytes = new Uint8Array(3 * MIB);
    const samples = new Set([await contentSample(new Blob([bytes]))]);
    for (const at of [0, 1, MIB, 3 * MIB - 2, 3 * MIB - 1]) {
      for (const value of [1, 128, 255]) {
        bytes[at] = value;
        samples.add(await contentSample(new Blob([bytes])));
      }
      bytes[at] = 0;
    }
    expect(samples.size).toBe(16);
    expect(samples).toContain(await contentSample(new Blob([bytes])));
  });
});
