/* SPDX-License-Identifier: MIT
 *
 * How an upload begins, and does not: a server that is not there, a change of
 * mind at once, a name that is meant to deceive, a page that changes its views.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { makeMaterial } from './material.js';
import { UploadPage } from './page.js';
import { site } from './site.js';

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
});

test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string): string {
  writeFileSync(join(folder, name), new Uint8Array(1000));
  return join(folder, name);
}

/** The ids of all uploads that lie in the spool. */
function uploadsOnDisk(): string[] {
  const spool = join(site, 'spool');
  return readdirSync(spool)
    .filter((name) => /^[0-9a-f]{2}$/.test(name))
    .flatMap((name) => readdirSync(join(spool, name)));
}

for (const [status, text] of [
  [404, 'There is no upload server at this address. (HTTP 404)'],
  [500, 'The upload server is not working at the moment. (HTTP 500)'],
] as const) {
  test(`a server that answers ${status} is said to, until it does not`, async ({ page }) => {
    let isBroken = true;
    await page.route('**/uploads/', (route) =>
      isBroken && route.request().method() === 'GET'
        ? route.fulfill({ status, body: '<html>no</html>' })
        : route.fallback(),
    );
    const upload = new UploadPage(page);
    await upload.open();
    await upload.choose(file('early.bin'));
    await expect(page.locator('loadline-file .problem')).toHaveText(text);
    await expect(page.locator('loadline-file .note'), 'it is said once').toHaveCount(0);
    await expect(upload.status).toHaveAttribute('data-state', 'refused');
    isBroken = false;
    await upload.status.getByRole('button', { name: 'Refresh' }).click();
    await expect(upload.file).toHaveAttribute('data-phase', 'done');
    await expect(page.locator('loadline-file .problem')).toHaveCount(0);
  });
}

test('an upload that is cancelled at once leaves nothing on the server', async ({ page }) => {
  test.skip(site === '', 'needs a site of its own');
  const upload = new UploadPage(page);
  await upload.open();
  const before = new Set(uploadsOnDisk());
  let made = '';
  // The server makes the upload; its answer is on its way while the button is pressed.
  let answer = (): void => undefined;
  const isAsked = new Promise<void>((resolve) => {
    void page.route('**/uploads/', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      const response = await route.fetch();
      made = /[0-9a-f]{32}/.exec(response.headers().location ?? '')?.[0] ?? '';
      const isCancelled = new Promise<void>((go) => {
        answer = go;
      });
      resolve();
      await isCancelled;
      await route.fulfill({ response });
    });
  });
  await upload.choose(makeMaterial(join(folder, 'regretted.bin'), 20_000_000).path);
  await isAsked;
  expect(uploadsOnDisk()).toContain(made);
  await page.getByRole('button', { name: 'Cancel: regretted.bin' }).click();
  await expect(upload.file).toHaveAttribute('data-phase', 'cancelled');
  answer();
  await expect.poll(() => uploadsOnDisk().filter((id) => !before.has(id))).toEqual([]);
});

test('a name that turns the direction of text is shown as it is', async ({ page }) => {
  const upload = new UploadPage(page);
  await upload.open();
  await upload.choose(file('holiday\u202egpj.bin'));
  await expect(upload.file).toHaveAttribute('data-phase', 'done');
  await expect(page.locator('loadline-file .name')).toHaveText('holiday\ufffdgpj.bin');
  await expect(page.getByRole('progressbar', { name: 'holiday\ufffdgpj.bin' })).toBeVisible();
  const shown = await page.evaluate(() => {
    const row = document
      .querySelector('loadline-upload')
      ?.shadowRoot?.querySelector('loadline-file')?.shadowRoot;
    return row?.innerHTML ?? '';
  });
  expect(shown).toContain('gpj.bin');
  expect(shown).not.toContain('\u202e');
});

test('an element that a router takes out and puts back goes on', async ({ page }) => {
  const { path, sha256 } = makeMaterial(join(folder, 'routed.bin'), 20_000_000);
  const upload = new UploadPage(page);
  await upload.open();
  await upload.slowDown(2_000_000);
  await upload.choose(path);
  await expect.poll(() => upload.percent()).toBeGreaterThan(10);
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.method()));
  await page.evaluate(() => {
    const element = document.querySelector('loadline-upload');
    const place = element?.parentElement;
    Object.assign(window, { putBack: () => element && place?.append(element) });
    element?.remove();
  });
  await expect(page.locator('loadline-upload')).toHaveCount(0);
  // What the element did when it left is done when the page has answered.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  expect(sent).toEqual([]);
  await upload.slowDown(-1);
  await page.evaluate(() => (window as unknown as { putBack(): void }).putBack());
  await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 30_000 });
  await expect(page.locator('[data-result=sha256]')).toHaveText(sha256);
  expect(sent.filter((method) => method === 'POST')).toEqual([]);
});
