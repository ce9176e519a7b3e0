/* SPDX-License-Identifier: MIT
 *
 * The truth, over each way of hearing news and through each kind of trouble: what the page shows
 * never falls, is never more than what the server's disk holds just after, is said to be old when
 * it is, and always ends with the state that the upload has.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CDPSession, expect, type Page, test } from '@playwright/test';
import { type Material, makeMaterial } from './material.js';
import { UploadPage } from './page.js';
import { Sampler } from './sampler.js';
import { processId, quickstart, site } from './site.js';

const SIZE = 16_000_000;
const SPEED = 2_000_000;
/** For what lasts longer. */
const SLOW = 600_000;
/** How late it may be said that a beat was missed; in the short form the machine has other work. */
const STALE_WITHIN_MS = process.env.LOADLINE_FULL ? 3_000 : 8_000;

/** A way of hearing news: what the server offers then, and how often something has to be heard. */
interface Way {
  readonly name: string;
  readonly offers: readonly string[];
  /** In the URL of what carries the news. */
  readonly url: RegExp;
  readonly beatMs: number;
  /** The program that says it. */
  readonly program: 'relay' | 'progress';
}

const LIVE = ['live_url', 'live_events_url', 'live_poll_url'] as const;
const BEAT_MS = Number.parseInt(process.env.LOADLINE_BEAT_INTERVAL ?? '5', 10) * 1000;

const WAYS: readonly Way[] = [
  { name: 'WebSocket', offers: LIVE, url: /\/live$/, beatMs: BEAT_MS, program: 'relay' },
  {
    name: 'Server-Sent Events',
    offers: LIVE.slice(1),
    url: /\/live\/events\?/,
    beatMs: BEAT_MS,
    program: 'relay',
  },
  {
    name: 'long-poll',
    offers: LIVE.slice(2),
    url: /\/live\/poll\?/,
    beatMs: 10_000,
    program: 'relay',
  },
  { name: 'poll', offers: [], url: /\/progress\/\?ids=/, beatMs: 1_000, program: 'progress' },
];

interface Scene {
  readonly page: Page;
  readonly session: CDPSession;
  readonly upload: UploadPage;
  readonly material: Material;
  readonly sampler: Sampler;
  readonly way: Way;
}

/** What happens in the middle of the upload. */
interface Trouble {
  readonly name: string;
  readonly speed: number;
  readonly clock?: true;
  happen(scene: Scene): Promise<void>;
}

const TROUBLES: readonly Trouble[] = [
  { name: 'nothing wrong', speed: SPEED, happen: async () => undefined },
  {
    name: 'the relay killed and restarted',
    speed: SPEED,
    happen: async () => {
      process.kill(processId('relay'), 'SIGKILL');
      await quickstart('restart', 'relay');
    },
  },
  { name: 'a half-open connection', speed: SLOW, happen: fallSilent },
  {
    name: 'offline for 5 s',
    speed: SPEED,
    happen: async ({ page, session, sampler }) => {
      const since = Date.now();
      // Chromium's switch holds what begins from now on; what is under way is held at the other end.
      const server = processId('lighttpd');
      process.kill(server, 'SIGSTOP');
      await limit(session, SPEED, true);
      await page.waitForTimeout(5_000);
      process.kill(server, 'SIGCONT');
      await limit(session, SPEED, false);
      const late = (sampler.staleAt(since) ?? Number.POSITIVE_INFINITY) - since;
      expect(late, 'it says that there is no connection').toBeLessThan(STALE_WITHIN_MS);
    },
  },
  {
    name: 'Redis flushed',
    speed: SPEED,
    happen: async () => {
      execFileSync('redis-cli', ['-s', join(site, 'sockets/redis.sock'), 'flushall']);
    },
  },
  {
    name: 'hidden for two minutes',
    speed: SPEED,
    clock: true,
    happen: async ({ page }) => {
      await setVisibility(page, 'hidden');
      await page.clock.fastForward(120_000);
      await setVisibility(page, 'visible');
    },
  },
  {
    name: 'a reload',
    speed: SPEED,
    happen: async ({ page, session, upload, material }) => {
      await page.reload();
      await limit(session, SPEED, false);
      await upload.choose(material.path);
    },
  },
];

/** In the short form each way has one trouble, and none is there twice. */
const SHORT = [2, 1, 4, 6];

let folder: string;

test.skip(site === '', 'needs a site of its own');

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whoever says the news stops, with every connection open: it has to be said that they are old. */
async function fallSilent({ sampler, way }: Scene): Promise<void> {
  const id = processId(way.program);
  const since = Date.now();
  process.kill(id, 'SIGSTOP');
  try {
    const patience = way.beatMs + STALE_WITHIN_MS;
    await expect.poll(() => sampler.staleAt(since), { timeout: patience + 5_000 }).toBeDefined();
    const late = (sampler.staleAt(since) ?? 0) - since - way.beatMs;
    expect(late, 'said soon after the missed beat').toBeLessThan(STALE_WITHIN_MS);
  } finally {
    process.kill(id, 'SIGCONT');
  }
}

function limit(session: CDPSession, bytesPerSecond: number, offline: boolean) {
  return session.send('Network.emulateNetworkConditions', {
    offline,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
}

async function setVisibility(page: Page, state: string): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

/** The site as one that offers no better way than this; tells the URLs that were asked for news. */
async function offer(page: Page, { offers }: Way): Promise<string[]> {
  const seen: string[] = [];
  page.on('websocket', (socket) => seen.push(socket.url()));
  page.on('request', (request) => seen.push(request.url()));
  await page.route('**/uploads/', async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    const response = await route.fetch();
    const said: Record<string, unknown> = await response.json();
    for (const name of LIVE) if (!offers.includes(name)) delete said[name];
    return route.fulfill({ response, json: said });
  });
  return seen;
}

for (const [index, way] of WAYS.entries()) {
  for (const trouble of TROUBLES) {
    test(`${way.name}, ${trouble.name}`, async ({ page }) => {
      const isShort = TROUBLES[SHORT[index] ?? 0] === trouble;
      test.skip(!process.env.LOADLINE_FULL && !isShort, 'in the full form');
      const material = makeMaterial(join(folder, 'libraries.bin'), SIZE);
      if (trouble.clock) await page.clock.install();
      const seen = await offer(page, way);
      const sampler = new Sampler();
      await sampler.install(page, join(site, 'spool'));
      const session = await page.context().newCDPSession(page);
      const upload = new UploadPage(page);
      await upload.open();
      await limit(session, trouble.speed, false);
      await upload.choose(material.path);
      await expect.poll(() => upload.percent(), { timeout: 30_000 }).toBeGreaterThan(15);

      await trouble.happen({ page, session, upload, material, sampler, way });
      await limit(session, -1, false);
      await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 60_000 });
      await expect(page.locator('[data-result=sha256]')).toHaveText(material.sha256);
      sampler.check(SIZE);
      expect(sampler.samples.length, 'it was looked at often').toBeGreaterThan(20);
      expect(
        seen.some((url) => way.url.test(url)),
        'this way was used',
      ).toBe(true);
    });
  }
}
