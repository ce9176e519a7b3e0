/* SPDX-License-Identifier: MIT
 *
 * Small pure parts: numbers for people, waits, capabilities.
 */
import { describe, expect, it } from 'vitest';
import { backoffDelay } from '../src/base/backoff.js';
import { readCapabilities } from '../src/server/capabilities.js';
import { idOf } from '../src/server/upload-url.js';
import { readDocument } from '../src/store/document.js';
import { RateMeter } from '../src/transfer/rate-meter.js';
import {
  formatBytes,
  formatDuration,
  formatPart,
  formatRate,
  percentOf,
} from '../src/view/format.js';
import { ID } from './samples.js';

describe('numbers', () => {
  it('have three digits at most and a unit', () => {
    const shown = [0, 1, 999, 1000, 1499, 12_345_678, 999_600, 123_456_789, 5e12].map(formatBytes);
    expect(shown).toEqual([
      '0 bytes',
      '1 byte',
      '999 bytes',
      '1 KB',
      '1.5 KB',
      '12.3 MB',
      '1 MB',
      '123 MB',
      '5 TB',
    ]);
    expect(formatPart(12_300_000, 45_000_000)).toBe('12.3 of 45 MB');
    expect(formatPart(600_000_000, 1_200_000_000)).toBe('0.60 of 1.2 GB');
    expect(formatPart(5, 200)).toBe('5 of 200 bytes');
    expect(formatRate(4_200_000)).toBe('4.2 MB/s');
  });

  it('are times without false precision', () => {
    expect([400, 8_000, 65_000, 120_000, 4_200_000].map(formatDuration)).toEqual([
      '0 s',
      '8 s',
      '1 min 5 s',
      '2 min',
      '1 h 10 min',
    ]);
  });

  it('are 100 percent only when nothing is missing', () => {
    expect([percentOf(0, 10), percentOf(9_999, 10_000), percentOf(10, 10)]).toEqual([0, 99, 100]);
    expect(percentOf(0, 0)).toBe(100);
  });
});

describe('waits', () => {
  it('grow, are capped, and are spread over their whole length', () => {
    const plan = { baseMs: 1_000, capMs: 60_000 };
    expect([0, 1, 2, 10, 5_000].map((n) => backoffDelay(plan, n, () => 1))).toEqual([
      1_000, 2_000, 4_000, 60_000, 60_000,
    ]);
    expect(backoffDelay(plan, 3, () => 0)).toBe(0);
  });
});

describe('the speed', () => {
  it('is smooth, and starts anew when the count falls', () => {
    const meter = new RateMeter();
    for (let i = 0; i <= 10; i++) meter.note(i * 500, i * 500);
    expect(meter.perSecond).toBeCloseTo(1000);
    meter.note(10_000, 5_500);
    expect(meter.perSecond).toBeLessThan(5_000);
    meter.note(0, 6_000);
    expect(meter.perSecond).toBeNull();
  });
});

describe('what a server offers', () => {
  const BASE = 'https://files.example.org/uploads/';

  it('is found relative to where it was asked', () => {
    const offered = {
      max_size: 500,
      chunk_size: null,
      uploaders: ['dropzone', 7, 'flow'],
      upload_url: '/uploads/',
      progress_url: '/progress/',
      live_url: '/live',
    };
    expect(readCapabilities(offered, BASE)).toEqual({
      maxSize: 500,
      chunkSize: null,
      uploaders: ['dropzone', 'flow'],
      uploadUrl: BASE,
      progressUrl: 'https://files.example.org/progress/',
      liveUrl: 'wss://files.example.org/live',
      liveEventsUrl: null,
      livePollUrl: null,
    });
  });

  it('may lack a relay, and is refused when it is something else', () => {
    expect(readCapabilities({ live_url: null }, BASE).liveUrl).toBeNull();
    expect(readCapabilities({ uploaders: null }, BASE).uploaders).toEqual([]);
    expect(() => readCapabilities('<html>', BASE)).toThrow();
  });
});

describe('names and documents', () => {
  it('finds the id in a URL', () => {
    expect(idOf(`https://a/uploads/${ID}.${ID}`)).toBe(ID);
    expect(idOf(`https://a/uploads/${ID}`)).toBe(ID);
    expect(idOf('https://a/uploads/')).toBeNull();
  });

  it('reads what it can order and show, and nothing else', () => {
    expect(readDocument({ id: ID, epoch: 1, rev: 2, state: 'queued' })).toMatchObject({
      received: 0,
      stages: [],
      error: null,
    });
    expect(readDocument({ id: ID, epoch: 1, state: 'queued' })).toBeNull();
    expect(readDocument({ id: ID, epoch: 1, rev: 2, state: 'flying' })).toBeNull();
    expect(readDocument([])).toBeNull();
  });
});
