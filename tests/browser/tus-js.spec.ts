/* SPDX-License-Identifier: MIT
 *
 * tus-js-client in Chromium, as it is published and without anything of ours:
 * paused and resumed quickly, and in two tabs with one upload.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import type * as TusJs from 'tus-js-client';
import { type Material, makeMaterial } from './material.js';
import { UploadPage } from './page.js';

const LIBRARY = createRequire(import.meta.url).resolve('tus-js-client/dist/tus.min.js');
const SIZE = 8_388_608;
const SPEED = 4_000_000;
const CLICKS = 20;
const ROUNDS = process.env.LOADLINE_FULL ? 20 : 2;

let folder: string;
let material: Material;

test.use({ bypassCSP: true }); // the library is put into our page
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-tus-js-'));
  material = makeMaterial(join(folder, 'libraries.bin'), SIZE);
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a page notes of its upload. */
interface Told {
  readonly urls: string[];
  readonly errors: string[];
  isDone: boolean;
}

interface Tab {
  readonly tus: typeof TusJs;
  readonly told: Told;
  readonly upload: TusJs.Upload;
}

/** A page on a slow line, with the library and the file. */
async function openTab(page: Page): Promise<void> {
  await page.goto('/');
  await page.addScriptTag({ path: LIBRARY });
  await new UploadPage(page).slowDown(SPEED);
  await page.evaluate(() => {
    document.body.innerHTML = '<input type="file">';
  });
  await page.locator('input').setInputFiles(material.path);
}

/** Begins an upload, or goes on with the one at `uploadUrl`; it can be clicked from a tenth on. */
function begin(page: Page, uploadUrl: string | null): Promise<void> {
  return page.evaluate(
    (url) =>
      new Promise<void>((resolve, reject) => {
        const tab = window as unknown as { -readonly [Key in keyof Tab]: Tab[Key] };
        const file = document.querySelector('input')?.files?.[0];
        if (!file) return reject(new Error('no file'));
        tab.told = { urls: [], errors: [], isDone: false };
        tab.upload = new tab.tus.Upload(file, {
          endpoint: '/uploads/',
          uploadUrl: url,
          metadata: { filename: file.name },
          onUploadUrlAvailable: () => tab.told.urls.push(tab.upload.url ?? ''),
          onProgress: (sent, total) => sent > total / 10 && resolve(),
          onError: ({ message }) => tab.told.errors.push(message),
          onSuccess: () => {
            tab.told.isDone = true;
            resolve();
          },
        });
        tab.upload.start();
      }),
    uploadUrl,
  );
}

/** Two of the clicks come right behind start(), which has no request yet that could be ended. */
function click(page: Page): Promise<void> {
  return page.evaluate(async (clicks) => {
    const { upload } = window as unknown as Tab;
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    for (let at = 0; at < clicks; at++) {
      await upload.abort();
      await pause(at % 3);
      upload.start();
      if (at % 10 !== 5) await pause(5 + 5 * (at % 4));
    }
  }, CLICKS);
}

/** Waits for its end; the one URL that it had. */
async function end(page: Page): Promise<string> {
  const told = () => page.evaluate(() => (window as unknown as Tab).told);
  await expect
    .poll(async () => (await told()).isDone || (await told()).errors.length > 0, {
      timeout: 60_000,
    })
    .toBe(true);
  const { urls, errors } = await told();
  expect(errors).toEqual([]);
  expect(new Set(urls).size, 'one upload').toBe(1);
  return urls[0] ?? '';
}

/** The digest that the server took of it. */
async function digest(page: Page, url: string): Promise<string> {
  const id = url.split('/').at(-1)?.split('.')[0];
  const read = () => page.request.get(`/progress/${id}`).then((answer) => answer.json());
  await expect.poll(async () => (await read()).state, { timeout: 60_000 }).toBe('done');
  return JSON.stringify((await read()).result);
}

for (let round = 1; round <= ROUNDS; round++) {
  test(`${CLICKS} quick clicks on pause and resume, round ${round}`, async ({ page }) => {
    await openTab(page);
    await begin(page, null);
    await click(page);
    expect(await digest(page, await end(page))).toContain(material.sha256);
  });
}

test('two tabs with one upload', async ({ page, context }) => {
  const other = await context.newPage();
  await Promise.all([openTab(page), openTab(other)]);
  await begin(page, null);
  const url = await page.evaluate(() => (window as unknown as Tab).upload.url);
  await begin(other, url);
  expect(await end(other)).toBe(await end(page));
  expect(await digest(page, url ?? '')).toContain(material.sha256);
});
