/* SPDX-License-Identifier: MIT
 *
 * Files and folders that are dropped on the page, from the disk, as the browser
 * itself hands them over.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { UploadPage } from './page.js';

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
});

test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function drop(page: Page, ...files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const area = await page.locator('.drop').boundingBox();
  if (!area) throw new Error('there is no place to drop files on');
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: area.x + 9, y: area.y + 9, data });
  }
}

test('a folder that is dropped is the files in it', async ({ page }) => {
  mkdirSync(join(folder, 'holiday/second day'), { recursive: true });
  mkdirSync(join(folder, 'holiday/empty'));
  writeFileSync(join(folder, 'holiday/one.csv'), 'a,b\n');
  writeFileSync(join(folder, 'holiday/second day/two.csv'), 'c,d\n');
  writeFileSync(join(folder, 'beside.csv'), 'e,f\n');
  const upload = new UploadPage(page);
  await upload.open();
  await drop(page, join(folder, 'holiday'), join(folder, 'beside.csv'));
  const names = page.locator('loadline-file .name');
  await expect(names).toHaveCount(3);
  expect((await names.allTextContents()).sort()).toEqual(['beside.csv', 'one.csv', 'two.csv']);
  await expect(page.getByRole('alert')).toHaveText('Empty or not readable: empty');
  await expect(page.locator('loadline-file .row[data-phase=failed]')).toHaveCount(0);
});

test('an empty folder that is dropped is refused', async ({ page }) => {
  mkdirSync(join(folder, 'nothing'));
  const upload = new UploadPage(page);
  await upload.open();
  await drop(page, join(folder, 'nothing'));
  await expect(page.getByRole('alert')).toHaveText('Empty or not readable: nothing');
  await expect(page.locator('loadline-file')).toHaveCount(0);
});
