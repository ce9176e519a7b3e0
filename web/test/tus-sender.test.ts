/* SPDX-License-Identifier: MIT
 *
 * The sender against a server that the test plays: its requests in order, and that it leaves
 * nothing behind.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Problem } from '../src/server/problem.js';
import { ChunkLimit } from '../src/transfer/chunk-limit.js';
import type { Sender } from '../src/transfer/sender.js';
import { tusSender } from '../src/transfer/tus-sender.js';
import { FakeXhr } from './fake-xhr.js';

const ENDPOINT = 'http://localhost/uploads/';
const UPLOAD = `${ENDPOINT}one`;
const CREATED = { headers: { Location: UPLOAD } };
const MIB = 1_048_576;

interface Played {
  readonly sender: Sender;
  readonly told: string[];
  readonly problems: Problem[];
}

function at(offset: number, size: number): { headers: Record<string, string> } {
  return { headers: { 'Upload-Offset': String(offset), 'Upload-Length': String(size) } };
}

function fileOf(content: BlobPart, name = 'a.bin'): File {
  return new File([content], name, { lastModified: 1_700_000_000_000 });
}

function play(
  file: File,
  chunkLimit = new ChunkLimit(ENDPOINT),
  metadata: () => Record<string, string> = () => ({}),
  briefBytes = 0,
): Played {
  const told: string[] = [];
  const problems: Problem[] = [];
  const sender = tusSender(
    {
      file,
      endpoint: () => ENDPOINT,
      chunkSize: () => null,
      chunkLimit,
      metadata,
      briefBytes,
      mayResume: () => true,
    },
    {
      anew: () => told.push('anew'),
      located: (url) => told.push(`located ${url}`),
      confirmed: (bytes) => told.push(`confirmed ${bytes}`),
      sent: () => undefined,
      complete: () => told.push('complete'),
      stopped: (problem) => problems.push(problem),
      freed: () => undefined,
    },
  );
  return { sender, told, problems };
}

/** A file that can be read until it is spoiled. */
class Fragile extends File {
  isSpoiled = false;

  override slice(start?: number, end?: number): Blob {
    const part = super.slice(start, end);
    if (this.isSpoiled) part.arrayBuffer = () => Promise.reject(new Error('NotReadableError'));
    return part;
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.slice().arrayBuffer();
  }
}

beforeEach(() => {
  FakeXhr.sent = [];
  vi.stubGlobal('XMLHttpRequest', FakeXhr);
  localStorage.clear();
  sessionStorage.clear();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a file on its way', () => {
  it('is created, sent and complete', async () => {
    const { sender, told } = play(fileOf('abc'));
    sender.start();
    (await FakeXhr.next(1, 'POST')).answer(201, CREATED);
    (await FakeXhr.next(2, 'PATCH')).answer(204, at(3, 3));
    await vi.waitFor(() => expect(told).toContain('complete'));
    expect(told).toEqual(['anew', `located ${UPLOAD}`, 'confirmed 3', 'confirmed 3', 'complete']);
  });

  it('is found by HEAD after a break, and never asked for twice at a time', async () => {
    const { sender } = play(fileOf('abc'));
    sender.start();
    (await FakeXhr.next(1, 'POST')).answer(201, CREATED);
    await FakeXhr.next(2, 'PATCH');
    for (let i = 0; i < 20; i++) {
      sender.stop();
      sender.start();
    }
    (await FakeXhr.next(3, 'HEAD')).answer(200, at(1, 3));
    const patch = await FakeXhr.next(4, 'PATCH');
    expect(patch.asked.get('Upload-Offset')).toBe('1');
    expect(FakeXhr.open).toEqual([patch]);
  });

  it('has its metadata asked for once, when it is created', async () => {
    let asked = 0;
    const { sender, problems } = play(fileOf('abc'), undefined, () => {
      if (++asked > 1) throw new Error('too late');
      return { album: 'x' };
    });
    sender.start();
    const post = await FakeXhr.next(1, 'POST');
    expect(post.asked.get('Upload-Metadata')).toContain('album eA==');
    post.answer(201, CREATED);
    (await FakeXhr.next(2, 'PATCH')).break();
    sender.start();
    (await FakeXhr.next(3, 'HEAD')).answer(200, at(0, 3));
    await FakeXhr.next(4, 'PATCH');
    expect([asked, problems]).toEqual([1, []]);
  });

  it('begins anew where the server has lost it', async () => {
    const { sender, told } = play(fileOf('abc'));
    sender.start();
    (await FakeXhr.next(1, 'POST')).answer(201, CREATED);
    (await FakeXhr.next(2, 'PATCH')).break();
    sender.start();
    (await FakeXhr.next(3, 'HEAD')).answer(404);
    (await FakeXhr.next(4, 'POST')).answer(201, { headers: { Location: `${ENDPOINT}two` } });
    await FakeXhr.next(5, 'PATCH');
    expect(told).toEqual(['anew', `located ${UPLOAD}`, `located ${ENDPOINT}two`]);
  });
});

describe('a short file', () => {
  const start = (text: string) => {
    const played = play(fileOf(text), new ChunkLimit(ENDPOINT), () => ({}), 6);
    played.sender.start();
    return played;
  };
  const created = (offset: number) => ({
    headers: { Location: UPLOAD, 'Upload-Offset': String(offset) },
  });

  it('goes with the request that creates its upload', async () => {
    const { told } = start('abcdef');
    const post = await FakeXhr.next(1, 'POST');
    expect(post.body).toHaveProperty('size', 6);
    post.answer(201, created(6));
    await vi.waitFor(() => expect(told).toContain('complete'));
    expect(told).toEqual(['anew', `located ${UPLOAD}`, 'confirmed 6', 'confirmed 6', 'complete']);
    expect(FakeXhr.methods).toEqual(['POST']);
    expect(localStorage.length).toBe(0);
  });

  it('goes on where the server has a part of it', async () => {
    const { told } = start('abcdef');
    (await FakeXhr.next(1, 'POST')).answer(201, created(2));
    const patch = await FakeXhr.next(2, 'PATCH');
    expect(patch.body).toHaveProperty('size', 4);
    patch.answer(204, at(6, 6));
    await vi.waitFor(() => expect(told).toContain('complete'));
  });

  it('is not one of seven bytes where six are short', async () => {
    start('abcdefg');
    (await FakeXhr.next(1, 'POST')).answer(201, CREATED);
    await FakeXhr.next(2, 'PATCH');
  });
});

describe('a start that is stopped at once', () => {
  it('leaves no upload behind when it is cancelled', async () => {
    const { sender } = play(fileOf('abc'));
    sender.start();
    const post = await FakeXhr.next(1, 'POST');
    const discarded = sender.discard();
    expect(post.isAborted).toBe(false);
    post.answer(201, CREATED);
    const removal = await FakeXhr.next(2, 'DELETE');
    expect(removal.url).toBe(UPLOAD);
    removal.answer(204);
    await discarded;
  });

  it('asks for nothing when it is cancelled before the first request', async () => {
    const { sender } = play(fileOf('abc'));
    sender.start();
    await sender.discard();
    await new Promise((resolve) => setTimeout(resolve));
    expect(FakeXhr.methods).toEqual([]);
  });

  it('goes on with the upload that was made meanwhile', async () => {
    const { sender } = play(fileOf('abc'));
    sender.start();
    const post = await FakeXhr.next(1, 'POST');
    for (let i = 0; i < 5; i++) {
      sender.stop();
      sender.start();
    }
    post.answer(201, CREATED);
    (await FakeXhr.next(2, 'HEAD')).answer(200, at(0, 3));
    expect((await FakeXhr.next(3, 'PATCH')).url).toBe(UPLOAD);
  });
});

describe('a front end that refuses long requests', () => {
  it('gets half at once, and the next file of the page no more than that', async () => {
    const chunkLimit = new ChunkLimit(ENDPOINT);
    const size = 4 * MIB;
    const { sender, problems } = play(fileOf(new Uint8Array(size)), chunkLimit);
    sender.start();
    (await FakeXhr.next(1, 'POST')).answer(201, CREATED);
    let count = 1;
    // The end of a large file is a request of its own.
    for (const bytes of [4 * MIB - 65_536, 2 * MIB, MIB]) {
      const patch = await FakeXhr.next(++count, 'PATCH');
      expect(patch.body?.size).toBe(bytes);
      patch.answer(413, { body: '<html>Request Entity Too Large</html>' });
      (await FakeXhr.next(++count, 'HEAD')).answer(200, at(0, size));
    }
    expect((await FakeXhr.next(++count, 'PATCH')).body?.size).toBe(MIB / 2);
    expect(problems).toEqual([]);

    for (const [i, limit] of [chunkLimit, new ChunkLimit(ENDPOINT)].entries()) {
      const next = play(fileOf(new Uint8Array(size), `next-${i}.bin`), limit);
      next.sender.start();
      (await FakeXhr.next(++count, 'POST')).answer(201, CREATED);
      expect((await FakeXhr.next(++count, 'PATCH')).body?.size).toBe(MIB / 2);
    }
  });

  it('is given up where it refuses the smallest', async () => {
    const { sender, problems } = play(fileOf('abc'));
    sender.start();
    (await FakeXhr.next(1, 'POST')).answer(201, CREATED);
    (await FakeXhr.next(2, 'PATCH')).answer(413);
    await vi.waitFor(() => expect(problems).toHaveLength(1));
    expect(problems[0]).toMatchObject({ code: 'part_too_large', retryable: false });
  });

  it('is not sent a POST again that it refused', async () => {
    const { sender, problems } = play(fileOf(new Uint8Array(MIB)));
    sender.start();
    (await FakeXhr.next(1, 'POST')).answer(413, { body: '<html>' });
    await vi.waitFor(() => expect(problems).toHaveLength(1));
    expect(problems[0]).toMatchObject({ status: 413, retryable: false });
    expect(FakeXhr.methods).toEqual(['POST']);
  });
});

/** What is read of the file from now on, as when it changes on the disk. */
function readsAs(file: File, content: () => BlobPart): void {
  const blob = () => new Blob([content()]);
  file.slice = (start, end) => blob().slice(start, end);
  file.arrayBuffer = () => blob().arrayBuffer();
}

describe('a file on the disk', () => {
  it('that was removed or changed is said to be so after a broken request', async () => {
    const file = new Fragile(['abc'], 'a.bin');
    const { sender, problems } = play(file);
    sender.start();
    (await FakeXhr.next(1, 'POST')).answer(201, CREATED);
    const patch = await FakeXhr.next(2, 'PATCH');
    file.isSpoiled = true;
    patch.break();
    await vi.waitFor(() => expect(problems).toHaveLength(1));
    expect(problems[0]).toMatchObject({ code: 'file_changed', retryable: false });
  });

  it('that can be read is no reason for a broken request', async () => {
    const { sender, problems } = play(fileOf('abc'));
    sender.start();
    (await FakeXhr.next(1, 'POST')).break();
    await vi.waitFor(() => expect(problems).toHaveLength(1));
    expect(problems[0]?.code).toBe('network');
  });

  it('that has another content by now is not gone on with', async () => {
    let content = 'abc';
    const file = fileOf('abc');
    readsAs(file, () => content);
    const { sender, problems } = play(file);
    sender.start();
    (await FakeXhr.next(1, 'POST')).answer(201, CREATED);
    await FakeXhr.next(2, 'PATCH');
    await vi.waitFor(() => expect(localStorage.length).toBe(1));
    sender.stop();
    content = 'xyz';
    sender.start();
    await vi.waitFor(() => expect(problems).toHaveLength(1));
    expect(problems[0]?.code).toBe('file_changed');
    expect(FakeXhr.methods).toEqual(['POST', 'PATCH']);
  });

  it('that changes while it is sent is not finished on the server', async () => {
    const size = 2 * MIB;
    let content = new Uint8Array(size);
    const file = fileOf(content);
    readsAs(file, () => content);
    const { sender, told, problems } = play(file);
    sender.start();
    (await FakeXhr.next(1, 'POST')).answer(201, CREATED);
    const patch = await FakeXhr.next(2, 'PATCH');
    expect(patch.body?.size).toBe(size - 65_536);
    await vi.waitFor(() => expect(localStorage.length).toBe(1));
    content = content.map((_, at) => (at === 5 ? 1 : 0));
    patch.answer(204, at(size - 65_536, size));
    await vi.waitFor(() => expect(problems).toHaveLength(1));
    expect(problems[0]).toMatchObject({ code: 'file_changed', retryable: false });
    expect(FakeXhr.methods, 'the end is not sent').toEqual(['POST', 'PATCH']);
    expect(told).not.toContain('complete');
  });

  it('that changes between its sample and its first byte is not sent', async () => {
    let content = 'abc';
    const file = fileOf('abc');
    readsAs(file, () => content);
    const { sender, problems } = play(file);
    sender.start();
    (await FakeXhr.next(1, 'POST')).answer(201, CREATED);
    (await FakeXhr.next(2, 'PATCH')).break();
    await vi.waitFor(() => expect(problems).toHaveLength(1));
    sender.start();
    const head = await FakeXhr.next(3, 'HEAD');
    content = 'xyz';
    head.answer(200, at(0, 3));
    await vi.waitFor(() => expect(problems).toHaveLength(2));
    expect(problems[1]).toMatchObject({ code: 'file_changed', retryable: false });
    expect(FakeXhr.methods).toEqual(['POST', 'PATCH', 'HEAD']);
  });

  it('is sampled before its first byte is sent', async () => {
    const size = 4 * MIB;
    const before = new Uint8Array(size);
    const after = before.map((_, at) => (at === size - 5 ? 1 : 0));
    const file = fileOf(before);
    // It changes with the first request that has bytes.
    const now = () => (FakeXhr.methods.includes('PATCH') ? after : before);
    readsAs(file, now);
    const { sender, problems } = play(file);
    sender.start();
    (await FakeXhr.next(1, 'POST')).answer(201, CREATED);
    (await FakeXhr.next(2, 'PATCH')).answer(204, at(size - 65_536, size));
    await vi.waitFor(() => expect(problems).toHaveLength(1));
    expect(problems[0]?.code).toBe('file_changed');
    expect(FakeXhr.methods).toEqual(['POST', 'PATCH']);
  });

  it('is sent whole where it stays the same, in parts of any length', async () => {
    const size = 2 * MIB + 5;
    const limit = new ChunkLimit(ENDPOINT);
    limit.refuse(3 * MIB);
    const { sender, told } = play(fileOf(new Uint8Array(size)), limit);
    sender.start();
    (await FakeXhr.next(1, 'POST')).answer(201, CREATED);
    let [offset, count] = [0, 1];
    while (offset < size) {
      const patch = await FakeXhr.next(++count, 'PATCH');
      expect(patch.asked.get('Upload-Offset')).toBe(String(offset));
      offset += patch.body?.size ?? 0;
      patch.answer(204, at(offset, size));
    }
    await vi.waitFor(() => expect(told).toContain('complete'));
    expect([offset, FakeXhr.methods.length]).toEqual([size, 4]);
  });
});
