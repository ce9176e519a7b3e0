/* SPDX-License-Identifier: MIT
 *
 * The truth, over each way of hearing news and through each kind of trouble: what
 * the bar shows never falls, is never more than what the server's disk holds just after, and it always ends with the
 * state that the upload has.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CDPSession, expect, type Page, test } from '@playwright/test';
import { type Material, makeMaterial } from './material.js';
import { UploadPage } from './page.js';

const SIZE = 16_000_000;
const SPEED = 2_000_000;
const site = process.env.LOADLINE_SITE ?? '';

/** What is blocked, so that the news come by this way. */
const WAYS = { websocket: 0, events: 1, longpoll: 2, poll: 3 } as const;

interface Scene {
  readonly page: Page;
  readonly session: CDPSession;
  readonly material: Material;
}

interface Sample {
  readonly percent: number;
  /** Bytes on disk, read after the bar was. */
  readonly stored: number;
  readonly health: string;
}

/** What happens in the middle of the upload. */
const TROUBLES: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  normal: async () => undefined,
  'the relay killed': async () => {
    process.kill(relayId(), 'SIGKILL');
    quickstart('restart', 'relay');
  },
  'a half-open socket': async ({ page }) => {
    const relay = relayId();
    process.kill(relay, 'SIGSTOP');
    await page.waitForTimeout(3_000);
    process.kill(relay, 'SIGCONT');
  },
  'offline for 5 s': async ({ page, session }) => {
    await limit(session, SPEED, true);
    await page.waitForTimeout(5_000);
    await limit(session, SPEED, false);
  },
  'Redis flushed': async () => {
    execFileSync('redis-cli', ['-s', join(site, 'sockets/redis.sock'), 'flushall']);
  },
  'hidden for two minutes': async ({ page }) => {
    await setVisibility(page, 'hidden');
    await page.clock.fastForward(120_000);
    await setVisibility(page, 'visible');
  },
  'a reload': async ({ page, session, material }) => {
    await page.reload();
    await limit(session, SPEED, false);
    await new UploadPage(page).choose(material.path);
  },
};

let folder: string;
let material: Material;

test.skip(site === '', 'needs a site of its own');
test.skip(!process.env.LOADLINE_FULL, '28 uploads of 10 s each: in the full form');

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function relayId(): number {
  return Number(readFileSync(process.env.LOADLINE_RELAY_PID_FILE ?? '', 'utf8'));
}

function quickstart(verb: string, component: string): void {
  const program = process.env.LOADLINE_QUICKSTART ?? 'quickstart';
  execFileSync(program, [verb, component, '--data', site], { stdio: 'ignore' });
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

async function block(page: Page, rungs: number): Promise<void> {
  if (rungs > 0) await page.routeWebSocket('**/live', (socket) => socket.close());
  if (rungs > 1) await page.route('**/live/events**', (route) => route.abort());
  if (rungs > 2) await page.route('**/live/poll**', (route) => route.abort());
}

/** Bytes on disk of the upload that the page sends. */
async function storedOf(page: Page): Promise<number> {
  const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
  const id = /([0-9a-f]{32})\.[0-9a-f]{32}/.exec(kept)?.[1];
  if (!id) return 0;
  const data = join(site, 'spool', id.slice(0, 2), id, 'data');
  return statSync(data, { throwIfNoEntry: false })?.size ?? 0;
}

/** Looks at the bar, then at the disk, until the upload has ended. */
async function watch(upload: UploadPage, samples: Sample[]): Promise<void> {
  for (;;) {
    const phase = await upload.file.getAttribute('data-phase').catch(() => null);
    if (phase === 'done' || phase === 'failed') return;
    const percent = await upload.percent().catch(() => 0);
    const health = (await upload.status.getAttribute('data-state').catch(() => null)) ?? '';
    samples.push({ percent, stored: await storedOf(upload.page), health });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

for (const [way, rungs] of Object.entries(WAYS)) {
  for (const [trouble, happen] of Object.entries(TROUBLES)) {
    test(`${way}, ${trouble}`, async ({ page }) => {
      material = makeMaterial(join(folder, `${way} ${trouble}.bin`.replaceAll(' ', '-')), SIZE);
      if (trouble === 'hidden for two minutes') await page.clock.install();
      await block(page, rungs);
      const session = await page.context().newCDPSession(page);
      const upload = new UploadPage(page);
      await upload.open();
      await limit(session, SPEED, false);
      await upload.choose(material.path);
      await expect.poll(() => upload.percent(), { timeout: 30_000 }).toBeGreaterThan(15);

      const before: Sample[] = [];
      const after: Sample[] = [];
      const isReload = trouble === 'a reload';
      const watching = isReload ? Promise.resolve() : watch(upload, before);
      await happen({ page, session, material });
      if (isReload) await watch(upload, after);
      await watching;

      await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 60_000 });
      await expect(page.locator('[data-result=sha256]')).toHaveText(material.sha256);
      for (const samples of [before, after]) check(samples);
      expect(before.length + after.length).toBeGreaterThan(5);
    });
  }
}

function check(samples: readonly Sample[]): void {
  let least = 0;
  for (const { percent, stored } of samples) {
    expect(percent, 'it never falls').toBeGreaterThanOrEqual(least);
    least = percent;
    const held = Math.floor((stored * 100) / SIZE);
    expect(percent, `not more than the ${stored} bytes on disk`).toBeLessThanOrEqual(held);
  }
}
