/* SPDX-License-Identifier: MIT
 *
 * The whole way through the page: a large real file, the bar, the stages, the
 * digest.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Material, makeMaterial } from './material.js';
import { UploadPage } from './page.js';

const SIZE = 104_857_600;
const SPEED = 16_000_000;

let folder: string;
let material: Material;

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
  material = makeMaterial(join(folder, 'system-libraries.bin'), SIZE);
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a large file is seen from its first byte to its digest', async ({ page }) => {
  const upload = new UploadPage(page);
  await upload.open();
  await upload.slowDown(SPEED);
  await upload.sample();
  await upload.choose(material.path);

  await expect(upload.file).toHaveAttribute('data-phase', 'uploading');
  await expect(upload.status).toHaveAttribute('data-state', 'live');
  await expect.poll(() => upload.percent()).toBeGreaterThan(45);
  const stages = page.getByRole('list', { name: 'Processing' }).getByRole('listitem');
  await expect(stages).not.toHaveCount(0);

  await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 60_000 });
  await expect(page.locator('[data-result=sha256]')).toHaveText(material.sha256);
  for (const stage of await stages.all()) {
    await expect(stage).toHaveAttribute('data-state', 'done');
  }

  await expect.poll(async () => (await upload.samples()).at(-1)).toBe(100);
  const seen = await upload.samples();
  expect(seen.length).toBeGreaterThanOrEqual(5);
  expect(seen, 'the bar never goes back').toEqual([...seen].sort((a, b) => a - b));
});

test('an upload goes on after a reload where the server is', async ({ page }) => {
  const upload = new UploadPage(page);
  await upload.open();
  await upload.slowDown(SPEED);
  await upload.choose(material.path);
  await expect.poll(() => upload.percent()).toBeGreaterThan(20);

  await page.reload();
  await upload.slowDown(SPEED);
  await upload.sample();
  await upload.choose(material.path);
  await expect(page.getByText('resumed from')).toBeVisible();
  await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 60_000 });
  await expect(page.locator('[data-result=sha256]')).toHaveText(material.sha256);
});

test('pause keeps what the server has', async ({ page }) => {
  const upload = new UploadPage(page);
  await upload.open();
  await upload.slowDown(SPEED);
  await upload.choose(material.path);
  await expect.poll(() => upload.percent()).toBeGreaterThan(10);

  await page.getByRole('button', { name: /^Pause/ }).click();
  await expect(upload.file).toHaveAttribute('data-phase', 'paused');
  await expect(page.getByText('resumes from there')).toBeVisible();
  await page.getByRole('button', { name: /^Resume/ }).click();
  await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 60_000 });
  await expect(page.locator('[data-result=sha256]')).toHaveText(material.sha256);
});
