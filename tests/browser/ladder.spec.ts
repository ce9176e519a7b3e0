/* SPDX-License-Identifier: MIT
 *
 * The ladder for real: WebSocket, Server-Sent Events, long-poll, poll. Each rung
 * brings the news where those above it are blocked, and what was blocked is found
 * again when it is free.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { makeMaterial } from './material.js';
import { UploadPage } from './page.js';

const full = process.env.LOADLINE_FULL;

let folder: string;

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What answers nothing, by the rung's place in the ladder. */
const BLOCKS = [
  (page: Page) => page.routeWebSocket('**/live', (socket) => socket.close()),
  (page: Page) => page.route('**/live/events**', (route) => route.abort()),
  (page: Page) => page.route('**/live/poll**', (route) => route.abort()),
];

/** The upload requests and questions that the page made, by what they are for. */
function listen(page: Page): Set<string> {
  const seen = new Set<string>();
  page.on('websocket', () => seen.add('websocket'));
  page.on('requestfinished', (request) => {
    if (request.url().includes('/live/events')) seen.add('events');
  });
  page.on('response', (answer) => {
    if (answer.url().includes('/live/events')) seen.add('events');
    if (answer.url().includes('/live/poll')) seen.add('longpoll');
    if (answer.url().includes('/progress/?ids=')) seen.add('poll');
  });
  return seen;
}

for (const [blocked, rung, state] of [
  [1, 'events', 'live'],
  [2, 'longpoll', 'live'],
  [3, 'poll', 'polling'],
] as const) {
  test(`news come by ${rung} where the better ways are blocked`, async ({ page }) => {
    test.skip(!full && blocked > 1, 'half a minute each: in the full form');
    for (const block of BLOCKS.slice(0, blocked)) await block(page);
    const seen = listen(page);
    const upload = new UploadPage(page);
    await upload.open();
    await upload.slowDown(1_000_000);
    await upload.sample();
    await upload.choose(makeMaterial(join(folder, `${rung}.bin`), 12_000_000).path);
    await expect(upload.status).toHaveAttribute('data-state', state, { timeout: 30_000 });
    await expect.poll(() => seen.has(rung)).toBe(true);
    await upload.slowDown(-1);
    await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 60_000 });
    const shown = await upload.samples();
    expect(shown, 'the bar never goes back').toEqual([...shown].sort((a, b) => a - b));
  });
}

test('it climbs back when the WebSocket is free again', async ({ page }) => {
  await page.clock.install();
  let isBlocked = true;
  const heard: string[] = [];
  await page.routeWebSocket('**/live', (socket) => {
    if (isBlocked) {
      socket.close();
      return;
    }
    const server = socket.connectToServer();
    server.onMessage((message) => {
      heard.push(String(message));
      socket.send(message);
    });
  });
  const seen = listen(page);
  const upload = new UploadPage(page);
  await upload.open();
  await upload.slowDown(100_000);
  await upload.choose(makeMaterial(join(folder, 'slow.bin'), 30_000_000).path);
  await expect.poll(() => seen.has('events'), { timeout: 30_000 }).toBe(true);
  await expect(upload.status).toHaveAttribute('data-state', 'live');
  isBlocked = false;
  // The longest wait between two attempts.
  await page.clock.fastForward(300_000);
  const isBack = () => heard.some((message) => message.includes('"event":"progress"'));
  await expect.poll(isBack, { timeout: 30_000 }).toBe(true);
  await expect(upload.status).toHaveAttribute('data-state', 'live');
  await upload.slowDown(-1);
  await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 60_000 });
});
