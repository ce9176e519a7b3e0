/* SPDX-License-Identifier: MIT
 *
 * Each state that a file can be in, reached for real: what is said, which
 * buttons there are, and how it looks (look.ts).
 */
import { mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { look } from './look.js';
import { makeMaterial } from './material.js';
import { UploadPage } from './page.js';
import { loadline, processId, quickstart, site } from './site.js';

const SIZE = 20_000_000;

let folder: string;
let large: string;

test.beforeAll(() => {
  test.skip(site === '', 'needs a site of its own');
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
  large = makeMaterial(join(folder, 'large.bin'), SIZE).path;
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** The names of the buttons of the file's row, without the file's own name. */
async function actions(page: Page): Promise<string[]> {
  const buttons = await page.locator('loadline-file .act').all();
  return Promise.all(buttons.map(async (each) => (await each.getAttribute('title')) ?? ''));
}

async function begin(page: Page, speed: number, ...paths: string[]): Promise<UploadPage> {
  const upload = new UploadPage(page);
  await upload.open();
  if (speed > 0) await upload.slowDown(speed);
  await upload.choose(...paths);
  return upload;
}

function note(page: Page): Locator {
  return page.locator('loadline-file .note');
}

/** The id of the upload that was created last. */
async function idOf(page: Page): Promise<string> {
  const kept = await page.evaluate(() => JSON.stringify(sessionStorage));
  return /([0-9a-f]{32})\.[0-9a-f]{32}/.exec(kept)?.[1] ?? '';
}

test('waiting in the queue', async ({ page }) => {
  const paths = [1, 2, 3, 4].map((n) => file(`file ${n}.bin`, String(n).repeat(9_000_000)));
  await begin(page, 400_000, ...paths);
  const last = page.locator('loadline-file').last();
  await expect(last.locator('.row')).toHaveAttribute('data-phase', 'waiting');
  await expect(last).toContainText('number 1 in the queue');
  await expect(last.getByRole('button', { name: 'Remove: file 4.bin' })).toBeVisible();
  await expect(page.locator('.total')).toContainText(/0 of 4 done, [\d.]+ of 36 MB/);
  await look(page, 'waiting');
  await last.getByRole('button', { name: 'Start now: file 4.bin' }).click();
  await expect(last.locator('.row'), 'out of turn').toHaveAttribute('data-phase', 'uploading');
});

test('uploading, paused, and gone on from there', async ({ page }) => {
  // However long the pictures take, it is not at its end before the pause.
  const upload = await begin(page, 500_000, large);
  await expect(upload.file).toHaveAttribute('data-phase', 'uploading');
  await expect.poll(() => upload.percent(), { timeout: 30_000 }).toBeGreaterThan(20);
  await expect(page.locator('.line')).toContainText(/of 20 MB.*kB\/s.*left/);
  await expect.poll(() => actions(page)).toEqual(['Pause', 'Cancel']);
  await look(page, 'uploading');
  await page.getByRole('button', { name: 'Pause: large.bin' }).click();
  await expect(upload.file).toHaveAttribute('data-phase', 'paused');
  await expect(note(page)).toContainText(/stored; the upload resumes from there; kept until .*\d/);
  await expect.poll(() => actions(page)).toEqual(['Resume', 'Cancel']);
  await look(page, 'paused');
  await page.reload();
  await expect(note(page)).toContainText('Choose this file again to resume');
  await expect.poll(() => upload.percent(), 'also without the file').toBeGreaterThan(20);
  await expect.poll(() => actions(page)).toEqual(['Cancel']);
  await look(page, 'reloaded');
});

test('interrupted, and the countdown', async ({ page }) => {
  const upload = await begin(page, 2_000_000, large);
  await expect.poll(() => upload.percent()).toBeGreaterThan(10);
  await quickstart('kill', 'upload');
  await expect(upload.file).toHaveAttribute('data-phase', 'retrying', { timeout: 20_000 });
  await expect(note(page)).toContainText('Stored bytes are kept.');
  await expect(upload.status, 'the news are another matter').toHaveAttribute('data-state', 'live');
  await expect.poll(() => actions(page)).toEqual(['Try now', 'Cancel']);
  await look(page, 'interrupted');
  await quickstart('start', 'upload');
  await upload.slowDown(-1);
  await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 30_000 });
});

test('without a connection', async ({ page, context }) => {
  const upload = await begin(page, 1_000_000, large);
  await expect.poll(() => upload.percent()).toBeGreaterThan(10);
  await quickstart('kill', 'upload');
  await context.setOffline(true);
  await expect(upload.status).toHaveAttribute('data-state', 'offline');
  await expect(upload.status).toContainText(/No connection last update \d+ seconds? ago/);
  await expect(upload.status.getByRole('button', { name: 'Refresh' })).toBeVisible();
  await expect(upload.file).toHaveAttribute('data-phase', 'retrying', { timeout: 20_000 });
  await look(page, 'offline');
  await quickstart('start', 'upload');
  await context.setOffline(false);
  await expect(upload.status).toHaveAttribute('data-state', 'live', { timeout: 20_000 });
  await upload.slowDown(-1);
  await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 40_000 });
});

test('processing, reported from elsewhere, and cancelled', async ({ page }) => {
  const upload = await begin(page, 0, file('table.csv', 'a,b\n'));
  await expect(upload.file).toHaveAttribute('data-phase', 'processing');
  const stages = page.getByRole('list', { name: 'Processing' }).getByRole('listitem');
  await expect(stages.first()).toHaveAttribute('data-state', 'running');
  await expect(stages.first()).toHaveAttribute('aria-current', 'step');
  loadline('report', await idOf(page), 'review', '--progress', '40', '--message', 'row 40');
  await expect(stages.first()).toContainText('row 40');
  await expect(page.locator('.line')).toContainText(/for \d+ s/);
  await expect(page.locator('.headline')).toHaveText('Processing, step 1 of 2');
  await expect(note(page)).toContainText('You may close this page');
  await expect.poll(() => actions(page)).toEqual(['Cancel']);
  await look(page, 'processing');
  await page.reload();
  await expect(upload.file, 'also after a reload, without the file').toHaveAttribute(
    'data-phase',
    'processing',
  );
  await expect(stages.first()).toContainText('row 40');
  await page.getByRole('button', { name: 'Cancel: table.csv' }).click();
  await expect(upload.file).toHaveAttribute('data-phase', 'cancelled');
});

test('done', async ({ page }) => {
  const upload = await begin(page, 0, large);
  await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 30_000 });
  await expect(page.locator('[data-result=sha256]')).toHaveText(/^[0-9a-f]{64}$/);
  await expect(page.getByRole('button', { name: 'Copy: SHA-256' })).toHaveCount(0);
  await page.getByText('Details').click();
  await expect(page.getByRole('button', { name: 'Copy: SHA-256' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Copy: Link' })).toBeVisible();
  await expect.poll(() => actions(page)).toEqual(['Remove']);
  await look(page, 'done');
  await page.goto((await page.locator('[data-result=link]').textContent()) ?? '');
  await expect(page.getByRole('heading'), 'for whoever gets the link').toHaveText('large.bin');
  await expect(page.getByRole('button'), 'who may only look').toHaveCount(0);
});

test('failed, with the reason', async ({ page }) => {
  const upload = await begin(page, 0, file('photo.png', '#!/bin/sh\necho hello\n'));
  await expect(upload.file).toHaveAttribute('data-phase', 'failed');
  await expect(page.getByRole('alert')).toHaveText(
    'The declared type is image/png, but the file is a program (text/x-shellscript)',
  );
  await expect.poll(() => actions(page)).toEqual(['Upload again', 'Remove']);
  await expect(page.locator('[data-result=id]')).toHaveText(/^[0-9a-f]{32}$/);
  await look(page, 'failed');
});

test('larger than the server takes, which is found before it is sent', async ({ page }) => {
  const path = file('huge.bin', '');
  truncateSync(path, 200_000_001);
  let created = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST') created++;
  });
  const upload = await begin(page, 0, path);
  await expect(page.locator('.hint')).toContainText('Up to 200 MB each');
  await expect(page.getByRole('alert')).toHaveText('Larger than 200 MB: huge.bin.');
  await expect(upload.file).toHaveCount(0);
  expect(created).toBe(0);
  await look(page, 'refused');
});

test('processing that failed is begun again', async ({ page }) => {
  const upload = await begin(page, 0, file('notes.md', '# hello\n'));
  await expect(upload.file).toHaveAttribute('data-phase', 'failed');
  await expect.poll(() => actions(page)).toEqual(['Process again', 'Upload again', 'Remove']);
  await expect(note(page)).toHaveText(
    'The server has every byte. You do not need to send the file again.',
  );
  await look(page, 'failed-in-processing');
  writeFileSync(join(site, 'calm'), '');
  await page.getByRole('button', { name: 'Process again: notes.md' }).click();
  await expect(upload.file).toHaveAttribute('data-phase', 'done');
  rmSync(join(site, 'calm'));
});

test('expired while it was paused', async ({ page }) => {
  const upload = await begin(page, 2_000_000, large);
  await expect.poll(() => upload.percent()).toBeGreaterThan(10);
  await page.getByRole('button', { name: 'Pause: large.bin' }).click();
  await expect(upload.file).toHaveAttribute('data-phase', 'paused');
  const id = await idOf(page);
  const longAgo = Date.now() / 1000 - 30 * 24 * 3600;
  utimesSync(join(site, 'spool', id.slice(0, 2), id, 'data'), longAgo, longAgo);
  loadline('prune');
  await expect(upload.file).toHaveAttribute('data-phase', 'expired');
  await expect(page.locator('.problem')).toContainText('The upload expired');
  await expect(page.locator('.line')).toContainText(/20\d\d/);
  await expect.poll(() => actions(page)).toEqual(['Upload again', 'Remove']);
  await look(page, 'expired');
});

test('news that are late are said to be', async ({ page }) => {
  const upload = await begin(page, 0, file('late.csv', 'a,b\n'));
  await expect(upload.status).toHaveAttribute('data-state', 'live');
  const relay = processId('relay');
  process.kill(relay, 'SIGSTOP');
  try {
    await expect(upload.status).toHaveAttribute('data-state', /delayed|polling/, {
      timeout: 40_000,
    });
    await expect(upload.status).toContainText(/last update \d+ seconds? ago|Checking every second/);
    const asked = page.waitForRequest(/\/progress\/\?ids=/);
    await upload.status.getByRole('button', { name: 'Refresh' }).click();
    await asked;
    await look(page, 'late');
  } finally {
    process.kill(relay, 'SIGCONT');
  }
  await expect(upload.status).toHaveAttribute('data-state', 'live', { timeout: 60_000 });
});
