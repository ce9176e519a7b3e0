/* SPDX-License-Identifier: MIT
 *
 * When an upload of which the server has no record counts as lost.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Upload } from '../src/client/upload.js';
import { isLost } from '../src/ui/lost-uploads.js';
import { phaseOfUpload } from '../src/ui/upload-view.js';
import { ID, transferOf } from './samples.js';

const WITH_KEY = `http://localhost/uploads/${ID}.${ID}`;

afterEach(() => {
  vi.unstubAllGlobals();
});

function uploadOf(url: string, isGone = true): Upload {
  const transfer = transferOf({ url, state: 'paused' });
  return { transfer, isGone, file: null, document: null } as unknown as Upload;
}

/** Answers requests; returns what was asked. */
function answer(status: number): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string, { method }: RequestInit) => {
    asked.push(`${method} ${url}`);
    if (status === 0) throw new TypeError('network');
    return new Response(null, { status });
  });
  return asked;
}

describe('an upload without a record', () => {
  it('is lost where its URL tells so, which is asked once', async () => {
    const asked = answer(404);
    const upload = uploadOf(WITH_KEY);
    expect(phaseOfUpload(upload), 'before the answer').toBe('paused');
    await vi.waitFor(() => expect(phaseOfUpload(upload)).toBe('failed'));
    expect(asked).toEqual([`HEAD ${WITH_KEY}`]);
  });

  it('can be resumed where the disk has it', async () => {
    const asked = answer(200);
    const upload = uploadOf(WITH_KEY);
    expect(isLost(upload)).toBe(false);
    await new Promise((resolve) => setTimeout(resolve));
    expect([isLost(upload), phaseOfUpload(upload), asked.length]).toEqual([false, 'paused', 1]);
  });

  it('is lost as the server says where nothing else can be asked, or answers', async () => {
    const asked = answer(0);
    expect(isLost(uploadOf(`http://localhost/uploads/${ID}`))).toBe(true);
    expect(isLost(uploadOf(WITH_KEY, false))).toBe(false);
    expect(asked).toEqual([]);
    const upload = uploadOf(WITH_KEY);
    expect(isLost(upload)).toBe(false);
    await vi.waitFor(() => expect(isLost(upload)).toBe(true));
  });
});
