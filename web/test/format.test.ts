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
  formatDistance,
  formatDuration,
  formatPercent,
  formatRate,
  formatTime,
  percentOf,
} from '../src/view/format.js';
import { partOf } from '../src/view/say.js';
import { ENGLISH } from '../src/view/words.js';
import { ID } from './samples.js';

describe('numbers', () => {
  it('have three digits at most and a unit', () => {
    const sizes = [0, 1, 999, 1000, 1499, 12_345_678, 999_600, 123_456_789, 5e12];
    expect(sizes.map((size) => formatBytes(size, 'en'))).toEqual([
      '0 bytes',
      '1 byte',
      '999 bytes',
      '1 kB',
      '1.5 kB',
      '12.3 MB',
      '1 MB',
      '123 MB',
      '5 TB',
    ]);
    expect(partOf(12_300_000, 45_000_000, ENGLISH)).toBe('12.3 of 45 MB');
    expect(partOf(600_000_000, 1_200_000_000, ENGLISH)).toBe('0.60 of 1.2 GB');
    expect(partOf(5, 200, ENGLISH)).toBe('5 of 200 bytes');
    expect(formatRate(4_200_000, 'en')).toBe('4.2 MB/s');
    expect(formatRate(100, 'en')).toBe('0.1 kB/s');
  });

  it('are times without false precision', () => {
    const times = [400, 8_000, 65_000, 120_000, 3_605_000, 4_200_000];
    expect(times.map((ms) => formatDuration(ms, 'en'))).toEqual([
      '0 sec',
      '8 sec',
      '1 min 5 sec',
      '2 min',
      '1 hr',
      '1 hr 10 min',
    ]);
    const distances = [0, -500, -12_000, -119_000, -300_000, -8e6, 4_001];
    expect(distances.map((ms) => formatDistance(ms, 'en'))).toEqual([
      '0 seconds ago',
      '1 second ago',
      '12 seconds ago',
      '119 seconds ago',
      '5 minutes ago',
      '2 hours ago',
      'in 5 seconds',
    ]);
  });

  it('are written as their language does it', () => {
    const size = (language: string) => formatBytes(12_345_678, language).replace(/\s/g, ' ');
    expect(['de', 'fr', 'uk', 'ja', 'he'].map(size)).toEqual([
      '12,3 MB',
      '12,3 Mo',
      '12,3 МБ',
      '12.3 MB',
      '12.3 MB',
    ]);
    expect([formatPercent(45, 'tr'), formatPercent(45, 'en')]).toEqual(['%45', '45%']);
    expect(formatDuration(65_000, 'de')).toBe('1 Min. 5 Sek.');
    expect(formatDistance(-12_000, 'pl')).toBe('12 sekund temu');
    expect(formatDistance(5_000, 'ja')).toBe('5 秒後');
    expect(formatRate(4_200_000, 'uk').replace(/\s/g, ' ')).toBe('4,2 МБ/с');
    expect(formatTime(Date.UTC(2026, 0, 31, 12), 'sv')).toMatch(/^31 jan\. 2026 /);
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
      accept: { types: ['image/*'], refused_types: 'x', extensions: [7, 'png'] },
      quota: { bytes: 9, bytes_left: 5 },
      metadata_fields: ['album', 7],
      uploaders: ['dropzone', 7, 'flow'],
      upload_url: '/uploads/',
      progress_url: '/progress/',
      live_url: '/live',
    };
    expect(readCapabilities(offered, BASE)).toEqual({
      maxSize: 500,
      chunkSize: null,
      accept: {
        types: ['image/*'],
        refusedTypes: [],
        extensions: ['png'],
        refusedExtensions: [],
      },
      quota: { bytes: 9, bytes_left: 5 },
      metadataFields: ['album'],
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
