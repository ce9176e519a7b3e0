/* SPDX-License-Identifier: MIT
 *
 * Uppy's Tus plugin, as it is published, uploads a large real file through the
 * front end. The test adds its page to the site's own origin, under the site's
 * own Content-Security-Policy; the site itself carries nothing of Uppy.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { bundle, serveTestPage } from './extra-page.js';
import { type Material, makeMaterial } from './material.js';

const SIZE = 104_857_600;
const CHUNK = 12_000_000;
const HTML = `<!doctype html><title>Uppy</title>
<input type="file"><output></output>
<script type="module" src="/uppy-test.js"></script>`;

let folder: string;
let material: Material;
let script: string;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
  material = makeMaterial(join(folder, 'system-libraries.bin'), SIZE);
  script = await bundle(join(import.meta.dirname, 'uppy-page.ts'));
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('Uppy uploads a large file in one request', async ({ page, request }) => {
  await serveTestPage(page, request, HTML, script);
  await page.goto('/uppy-test.html');
  await upload(page, [SIZE]);
  await expectDigest(page, request);
});

test('Uppy uploads a large file in chunks', async ({ page, request }) => {
  await serveTestPage(page, request, HTML, script);
  await page.goto(`/uppy-test.html?chunk=${CHUNK}`);
  const ends = Array.from({ length: Math.ceil(SIZE / CHUNK) }, (_, i) => (i + 1) * CHUNK);
  await upload(
    page,
    ends.map((end) => Math.min(end, SIZE)),
  );
  await expectDigest(page, request);
});

/** Uploads the material, by PATCHes that are answered 204 with just these offsets. */
async function upload(page: Page, offsets: number[]): Promise<void> {
  const answers: string[] = [];
  page.on('response', (response) => {
    if (response.request().method() !== 'PATCH') return;
    answers.push(`${response.status()} ${response.headers()['upload-offset']}`);
  });
  const output = page.locator('output');
  await expect(output).toHaveAttribute('data-state', 'ready');
  await page.locator('input').setInputFiles(material.path);
  await expect(output).toHaveAttribute('data-state', /sent|failed/, { timeout: 60_000 });
  await expect(output, (await output.textContent()) ?? '').toHaveAttribute('data-state', 'sent');
  await expect.poll(() => answers).toEqual(offsets.map((offset) => `204 ${offset}`));
}

/** Waits for the end of the processing and compares what the server made of the file. */
async function expectDigest(page: Page, request: APIRequestContext): Promise<void> {
  const url = (await page.locator('output').textContent()) ?? '';
  const id = /\/uploads\/([0-9a-f]{32})\./.exec(url)?.[1] ?? 'none';
  // The connection has been idle for as long as the upload took, and lighttpd may just be closing it.
  // Browsers ask once more then; Playwright's own client does only when it is told to.
  const progress = async () => (await request.get(`/progress/${id}`, { maxRetries: 1 })).json();
  await expect.poll(async () => (await progress()).state, { timeout: 60_000 }).toBe('done');
  expect(await progress()).toMatchObject({
    name: 'system-libraries.bin',
    size: SIZE,
    received: SIZE,
    percent: 100,
    result: { sha256: material.sha256 },
  });
}
