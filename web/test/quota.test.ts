/* SPDX-License-Identifier: MIT
 *
 * What a person may still store, as far as the page can know it.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LoadlineClient } from '../src/client/client.js';
import type { Source, Upload } from '../src/client/upload.js';
import { type Capabilities, readCapabilities } from '../src/server/capabilities.js';
import { UnfinishedUploads } from '../src/transfer/unfinished-uploads.js';
import { NO_QUOTA, Quota } from '../src/ui/quota.js';
import { transferOf } from './samples.js';

let element: EventTarget;
let quota: Quota;
let asked: number;
let listed: Upload[];

beforeEach(() => {
  vi.useFakeTimers();
  element = new EventTarget();
  asked = 0;
  listed = [];
  const client = {
    discover: (again: boolean) => (asked += Number(again)),
    capabilities: told({}),
    get uploads() {
      return listed;
    },
  };
  quota = new Quota(element, () => client as unknown as LoadlineClient);
});

afterEach(() => {
  vi.useRealTimers();
});

function told(value: unknown): Capabilities {
  return readCapabilities({ quota: value }, 'http://localhost/uploads/');
}

function uploadOf(key: number, size: number, change: Parameters<typeof transferOf>[0]): Upload {
  return { key, source: { size }, transfer: transferOf(change) } as unknown as Upload;
}

function note(capabilities: Capabilities, ...uploads: Upload[]): void {
  quota.note({ capabilities, uploads } as unknown as LoadlineClient);
}

describe('the room in the quota', () => {
  it('is unlimited where the server tells none, or is too old to tell', () => {
    expect(quota.room([])).toEqual(NO_QUOTA);
    for (const value of [null, undefined, 'x', {}, { bytes_left: null }]) {
      note(told(value));
      expect(quota.room([])).toEqual(NO_QUOTA);
    }
  });

  it('is what the server told, less what was added since', () => {
    const answer = told({ bytes: 100, bytes_left: 80, uploads: 9, uploads_left: 5 });
    const before = uploadOf(1, 20, {});
    note(answer, before);
    expect(quota.room([before])).toEqual({ bytesLeft: 80, uploadsLeft: 5 });
    const added = [before, uploadOf(2, 30, { url: null, state: 'waiting' }), uploadOf(3, 10, {})];
    note(answer, ...added);
    expect(quota.room(added)).toEqual({ bytesLeft: 40, uploadsLeft: 3 });
    const without = [
      before,
      uploadOf(2, 30, { state: 'cancelled' }),
      uploadOf(3, 10, { state: 'failed', url: null }),
    ];
    expect(quota.room(without)).toEqual({ bytesLeft: 80, uploadsLeft: 5 });
    expect(quota.room([before, uploadOf(4, 99, {})]).bytesLeft).toBe(0);
  });

  it('is unknown where something was removed, or the answer is old', () => {
    const before = uploadOf(1, 20, {});
    note(told({ bytes_left: 80 }), before);
    expect(quota.room([])).toEqual(NO_QUOTA);
    expect(quota.room([uploadOf(1, 20, { state: 'cancelled' })])).toEqual(NO_QUOTA);
    expect(quota.room([before]).bytesLeft).toBe(80);
    vi.advanceTimersByTime(70_000);
    expect(quota.room([before])).toEqual(NO_QUOTA);
    note(told({ bytes_left: 60 }));
    expect(quota.room([]).bytesLeft).toBe(60);
  });

  it('has a place for what began before, also in another window', async () => {
    const file = new File(['abc'], 'a.bin', { lastModified: 1 });
    const other = new File(['abc'], 'b.bin', { lastModified: 1 });
    listed = [{ file: null, awaits: ({ name }: Source) => name === 'b.bin' } as unknown as Upload];
    expect(quota.places()(file), 'there is no quota').toBe(false);
    note(told({ bytes_left: 2 }));
    const earlier = new UnfinishedUploads('http://localhost/uploads/');
    expect([file, other].map(quota.places())).toEqual([false, true]);
    earlier.keep(file, { url: 'http://localhost/uploads/one', sample: 'x' });
    expect([file, other].map(quota.places())).toEqual([true, true]);
    const sending = {
      ...uploadOf(3, 3, { url: null, state: 'waiting' }),
      file,
    } as unknown as Upload;
    expect(quota.room([sending]).bytesLeft, 'the answer counts it').toBe(2);
    earlier.forget('http://localhost/uploads/one');
  });

  it('counts what is being created when the answer comes', () => {
    const before = uploadOf(1, 20, { url: null, startedAt: 1 });
    note(told({ bytes_left: 80 }), before);
    expect(quota.room([before]).bytesLeft).toBe(80);
    note(
      told({ bytes_left: 80 }),
      uploadOf(1, 20, { url: null, startedAt: 1, state: 'cancelled' }),
    );
    expect(quota.room([]).bytesLeft, 'not what was cancelled').toBe(80);
  });

  it('includes that of a part that is replaced', () => {
    const before = uploadOf(1, 20, {});
    note(told({ bytes_left: 80, uploads_left: 1 }), before);
    expect(quota.room([before], true)).toEqual({ bytesLeft: 100, uploadsLeft: 2 });
    const added = uploadOf(2, 30, { url: null, state: 'waiting' });
    expect(quota.room([before, added], true)).toEqual({ bytesLeft: 100, uploadsLeft: 2 });
    const whole = { ...before, isWhole: true } as Upload;
    expect(quota.room([whole], true)).toEqual({ bytesLeft: 80, uploadsLeft: 1 });
  });

  it('is asked for again when a person is about to choose, where there is a quota', () => {
    const use = () => element.dispatchEvent(new Event('pointerdown'));
    note(told(null));
    vi.advanceTimersByTime(10_000);
    use();
    expect(asked).toBe(0);
    note(told({ bytes_left: 80 }));
    use();
    expect(asked, 'it is fresh').toBe(0);
    vi.advanceTimersByTime(10_000);
    use();
    element.dispatchEvent(new Event('dragenter'));
    expect(asked, 'once').toBe(1);
    vi.advanceTimersByTime(10_000);
    use();
    expect(asked, 'no answer: it does not ask with each click').toBe(1);
    vi.advanceTimersByTime(60_000);
    use();
    expect(asked).toBe(2);
  });
});
