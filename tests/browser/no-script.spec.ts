/* SPDX-License-Identifier: MIT
 *
 * Without JavaScript: a form, and a page that shows how it goes on until it is
 * done. And the plain form with a bar, which asks by X-Progress-ID.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { look } from './look.js';
import { type Material, makeMaterial } from './material.js';

let folder: string;
let material: Material;

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
  material = makeMaterial(join(folder, 'system-libraries.bin'), 30_000_000);
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a file is uploaded and followed to done', async ({ page }) => {
    await page.goto('/');
    await page.getByLabel('Files').setInputFiles(material.path);
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.waitForURL(/\/progress\/[0-9a-f]{32}\.[0-9a-f]{32}$/);
    await expect(page.getByRole('heading')).toHaveText('system-libraries.bin');
    // The page is fetched again by itself, by its Refresh field.
    await expect(page.getByText('Done', { exact: true })).toBeVisible({ timeout: 20_000 });
    await expect(page.locator('.stages li')).toHaveCount(2);
    await expect(page.locator('.stages .state').first()).toHaveText('done');
    await expect(page.getByRole('button')).toHaveCount(0);
  });

  test('several files get a page with a link for each', async ({ page }) => {
    await page.goto('/');
    await page.getByLabel('Files').setInputFiles([material.path, material.path]);
    await page.getByRole('button', { name: 'Upload' }).click();
    await expect(page.getByRole('link', { name: 'system-libraries.bin' })).toHaveCount(2);
  });
});

/** Sends the file by the page's form, slowly enough to see it. */
async function sendForm(page: Page): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(material.path);
  const session = await page.context().newCDPSession(page);
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 8_000_000,
  });
  await page.getByRole('button', { name: 'Upload' }).click();
  const state = page.getByRole('status').first();
  await expect(state).toHaveText(/^\d+ percent$/);
  await expect(state).toHaveText('Done', { timeout: 30_000 });
  await expect(page.frameLocator('iframe').getByRole('heading')).toHaveText('system-libraries.bin');
}

test('the plain form shows how far it is', async ({ page }) => {
  await page.goto('/legacy.html');
  await expect(page.getByRole('heading', { level: 2 })).toHaveText([
    'Who it is for',
    'What it takes',
  ]);
  await look(page, 'plain-form', { folder: 'pages' });
  await sendForm(page);
});

test('a page with the two lines that the plain form takes has a bar', async ({ page }) => {
  await page.goto('/legacy.html');
  const lines = (await page.locator('#lines').textContent()) ?? '';
  expect(lines.trim().split('\n')).toHaveLength(2);
  await page.route('**/two-lines.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: lines }),
  );
  await page.goto('/two-lines.html');
  await sendForm(page);
});
