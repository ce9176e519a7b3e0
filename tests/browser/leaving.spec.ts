/* SPDX-License-Identifier: MIT
 *
 * Pages that are left while bytes are not stored, two windows with one file, and uploads that the
 * server has lost meanwhile.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { look } from './look.js';
import { makeMaterial } from './material.js';
import { UploadPage } from './page.js';

const SIZE = 10_000_000;
/** So slow that the file does not end before the test does. */
const SLOW = 100_000;

const ELSEWHERE = 'Another window sends this file. It resumes here when that window is closed.';

let folder: string;
let path: string;

test.beforeEach(() => {
  test.slow();
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
  ({ path } = makeMaterial(join(folder, 'film.bin'), SIZE));
});

test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Opens the page, and begins to send the file slowly. */
async function begin(page: Page): Promise<UploadPage> {
  const upload = new UploadPage(page);
  await upload.open();
  await upload.slowDown(SLOW);
  await upload.choose(path);
  await expect.poll(() => upload.percent(), { timeout: 40_000 }).toBeGreaterThan(2);
  return upload;
}

/** The same, until other windows can find the upload. */
async function beginToShare(page: Page): Promise<UploadPage> {
  const upload = await begin(page);
  await expect
    .poll(() => page.evaluate(() => Object.keys(localStorage).join()))
    .toContain('loadline-unfinished');
  return upload;
}

/** Another window, with the same file: it waits. `sent` are the requests that change uploads. */
async function openAnother(context: BrowserContext) {
  const page = await context.newPage();
  const sent = changes(page);
  const upload = new UploadPage(page);
  await upload.open();
  await upload.choose(path);
  await expect(page.locator('.note')).toHaveText(ELSEWHERE);
  return { upload, sent };
}

/** Leaves the page as a person does; returns whether the browser asked, and the person stayed. */
async function leaves(page: Page): Promise<'asked' | 'left'> {
  const asked = page.waitForEvent('dialog').then(async (dialog) => {
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    return 'asked' as const;
  });
  const left = page.waitForEvent('close').then(() => 'left' as const);
  // The one that does not come ends with the page.
  for (const promise of [asked, left]) promise.catch(() => undefined);
  await page.close({ runBeforeUnload: true });
  return Promise.race([asked, left]);
}

/** The requests that change uploads, from now on. */
function changes(page: Page): string[] {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (['POST', 'PATCH', 'DELETE'].includes(request.method())) sent.push(request.method());
  });
  return sent;
}

test('leaving asks while bytes are not stored, and says when the page may be closed', async ({
  page,
}) => {
  const upload = await begin(page);
  expect(await leaves(page)).toBe('asked');
  await page.getByRole('button', { name: 'Pause: film.bin' }).click();
  await expect(upload.file).toHaveAttribute('data-phase', 'paused');
  expect(await leaves(page)).toBe('asked');
  await page.getByRole('button', { name: 'Resume: film.bin' }).click();
  const mayLeave = page.getByText('You may close this page: the server has every byte.');
  await expect(mayLeave).toHaveCount(0);
  await upload.slowDown(-1);
  await expect(mayLeave.or(page.locator('.row[data-phase=done]')).first()).toBeVisible({
    timeout: 30_000,
  });
  expect(await leaves(page)).toBe('left');
});

test('leaving does not ask before a file is chosen, nor when it was removed', async ({ page }) => {
  const upload = await begin(page);
  await page.getByRole('button', { name: 'Cancel: film.bin' }).click();
  await expect(upload.file).toHaveAttribute('data-phase', 'cancelled');
  await page.reload();
  // A gesture: without one the browser never asks.
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await chooser;
  expect(await leaves(page)).toBe('left');
});

test('of two windows with one file one sends it, and the other goes on when that is closed', async ({
  page,
  context,
}) => {
  await beginToShare(page);
  const { upload: other, sent } = await openAnother(context);
  const second = other.page;
  await expect(other.file).toHaveAttribute('data-phase', 'waiting');
  await expect
    .poll(() => other.percent(), { message: 'it shows the progress', timeout: 40_000 })
    .toBeGreaterThan(2);
  await look(second, 'other-window', { folder: 'leaving' });
  expect(sent).toEqual([]);
  expect(await leaves(second), 'nothing would be lost').toBe('left');

  const { upload: last, sent: again } = await openAnother(context);
  await page.close();
  await expect(last.file).toHaveAttribute('data-phase', 'done', { timeout: 30_000 });
  expect(
    again.filter((method) => method !== 'PATCH'),
    'the same upload',
  ).toEqual([]);
});

test('a window that only waits leaves the upload to the other one', async ({ page, context }) => {
  const upload = await beginToShare(page);
  const { upload: other, sent } = await openAnother(context);
  const second = other.page;
  await second.getByRole('button', { name: 'Remove: film.bin' }).click();
  await expect(other.file).toHaveCount(0);
  await upload.slowDown(-1);
  await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 30_000 });
  expect(sent).toEqual([]);
});

test('without locks the windows go on as before', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'locks', { value: undefined });
  });
  const upload = await begin(page);
  await upload.slowDown(-1);
  await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 30_000 });
});

test('an upload that the server no longer has is told after a reload', async ({
  page,
  request,
}) => {
  const created = page.waitForResponse((answer) => answer.request().method() === 'POST');
  const upload = await begin(page);
  const url = (await created).headers().location ?? '';
  await page.reload();
  await expect(upload.file).toHaveAttribute('data-phase', 'paused');
  await page.goto('about:blank');
  const headers = { 'Tus-Resumable': '1.0.0' };
  expect((await request.delete(url, { headers })).status()).toBe(204);
  await page.route('**/progress/**', async (route) => {
    // As after the time that the server remembers what it deleted.
    const ids = new URL(route.request().url()).searchParams.get('ids');
    if (ids === null) return route.fallback();
    return route.fulfill({ json: { uploads: [], gone: ids.split(',') } });
  });
  await page.routeWebSocket('**/live', (socket) => {
    socket.onMessage((text) => {
      const { do: what, ref, ids } = JSON.parse(String(text));
      if (what !== 'watch') return;
      for (const id of ids) {
        socket.send(JSON.stringify({ event: 'watching', ref, id }));
        socket.send(JSON.stringify({ event: 'gone', id }));
      }
    });
    socket.send(JSON.stringify({ event: 'welcome', protocol: 'loadline.v1', beat_ms: 20_000 }));
  });
  await page.goBack();
  await expect(upload.file).toHaveAttribute('data-phase', 'failed');
  await expect(page.getByRole('alert')).toHaveText('The server no longer has this upload.');
  await look(page, 'gone', { folder: 'leaving' });
  await page.getByRole('button', { name: 'Remove: film.bin' }).click();
  await expect(upload.file).toHaveCount(0);
});
