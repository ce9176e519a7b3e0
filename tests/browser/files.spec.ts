/* SPDX-License-Identifier: MIT
 *
 * What lies on the disk, and what the browser remembers of it: files that are
 * changed or removed on their way, others that look the same, and storage that fails.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { serveTestPage } from './extra-page.js';
import { makeMaterial } from './material.js';
import { nextBytes, UploadPage } from './page.js';

const SIZE = 20_000_000;
const SLOW = 2_000_000;
const CHANGED = 'This file was changed or removed. Choose it again.';

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
});

test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function begin(page: Page, path: string): Promise<UploadPage> {
  const upload = new UploadPage(page);
  await upload.open();
  await upload.slowDown(SLOW);
  await upload.choose(path);
  await expect.poll(() => upload.percent()).toBeGreaterThan(10);
  return upload;
}

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** The methods of the requests that the page sends from now on. */
function methods(page: Page): string[] {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/uploads/')) sent.push(request.method());
  });
  return sent;
}

test('a file that was removed while it was paused is to be chosen again', async ({ page }) => {
  const { path } = makeMaterial(join(folder, 'removed.bin'), SIZE);
  const upload = await begin(page, path);
  await page.getByRole('button', { name: 'Pause: removed.bin' }).click();
  await expect(upload.file).toHaveAttribute('data-phase', 'paused');
  rmSync(path);
  await page.getByRole('button', { name: 'Resume: removed.bin' }).click();
  await expect(page.getByRole('alert')).toHaveText(CHANGED);
  await expect(upload.file).toHaveAttribute('data-phase', 'failed');
  await expect(page.locator('loadline-file .act')).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Remove: removed.bin' })).toBeVisible();
});

test('a file that is written to while its parts are sent is to be chosen again', async ({
  page,
}) => {
  const { path } = makeMaterial(join(folder, 'written.bin'), SIZE);
  await page.route('**/uploads/', async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    const offer = await (await route.fetch()).json();
    return route.fulfill({ json: { ...offer, chunk_size: 1_000_000 } });
  });
  const upload = await begin(page, path);
  writeFileSync(path, 'something else', { flag: 'a' });
  await expect(page.getByRole('alert')).toHaveText(CHANGED, {
    timeout: 30_000,
  });
  await expect(upload.file).toHaveAttribute('data-phase', 'failed');
});

test('a file that is written to while it is sent never becomes whole on the server', async ({
  page,
  request,
}) => {
  const { path } = makeMaterial(join(folder, 'rewritten.bin'), SIZE);
  const created = page.waitForResponse((answer) => answer.request().method() === 'POST');
  const upload = await begin(page, path);
  const changed = openSync(path, 'r+');
  writeSync(changed, 'something else', 0);
  closeSync(changed);
  await upload.slowDown(-1);
  await expect(page.getByRole('alert')).toHaveText(CHANGED, { timeout: 30_000 });
  await expect(upload.file).toHaveAttribute('data-phase', 'failed');
  const url = (await created).headers().location ?? '';
  const answer = await request.head(url, { headers: { 'Tus-Resumable': '1.0.0' } });
  expect(Number(answer.headers()['upload-offset'])).toBeLessThan(SIZE);
  const id = url.split('/').pop()?.split('.')[0];
  const accept = { Accept: 'application/json' };
  const { state } = await (await request.get(`/progress/${id}`, { headers: accept })).json();
  expect(state).toBe('uploading');
});

test('another content under the same name, size and time is a new upload', async ({ page }) => {
  const { path } = makeMaterial(join(folder, 'same.bin'), SIZE);
  const { atime, mtime } = statSync(path);
  await begin(page, path);
  await page.reload();
  const upload = new UploadPage(page);
  await expect(page.getByText('Choose this file again')).toBeVisible();
  const other = readFileSync(path);
  other.fill('x', SIZE - 100);
  writeFileSync(path, other);
  utimesSync(path, atime, mtime);

  const sent = methods(page);
  await upload.choose(path);
  await expect(page.locator('[data-result=sha256]')).toHaveText(digestOf(path), {
    timeout: 30_000,
  });
  expect(sent.filter((method) => method === 'POST')).toHaveLength(1);
  const rows = page.locator('loadline-file .row');
  await expect(rows, 'the first one waits for its own file').toHaveCount(2);
  await expect(rows.first()).toHaveAttribute('data-phase', 'paused');
  await expect(rows.last()).toHaveAttribute('data-phase', 'done');
});

for (const [how, spoil] of [
  [
    'full',
    () => {
      for (const storage of [localStorage, sessionStorage]) {
        let text = 'x'.repeat(1_000_000);
        while (text !== '') {
          try {
            storage.setItem(`filler ${storage.length}`, text);
          } catch {
            text = text.slice(0, text.length / 2);
          }
        }
      }
    },
  ],
  [
    'forbidden',
    () => {
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, {
          get: () => {
            throw new DOMException('no', 'SecurityError');
          },
        });
      }
    },
  ],
] as const) {
  test(`a file is sent though storage is ${how}`, async ({ page }) => {
    const { path, sha256 } = makeMaterial(join(folder, 'stored.bin'), SIZE);
    const upload = new UploadPage(page);
    if (how === 'forbidden') await page.addInitScript(spoil);
    await upload.open();
    if (how === 'full') await page.evaluate(spoil);
    const sent = methods(page);
    await upload.choose(path);
    await expect(upload.file).toHaveAttribute('data-phase', 'done', {
      timeout: 30_000,
    });
    await expect(page.locator('[data-result=sha256]')).toHaveText(sha256);
    // The end of a large file is a request of its own.
    expect(sent.filter((method) => method !== 'GET')).toEqual(['POST', 'PATCH', 'PATCH']);
  });
}

test('two components with one endpoint remember their own files', async ({ page, request }) => {
  const html = `<!doctype html><html lang="en"><title>Two</title>
    <script type="module" src="/loadline.min.js"></script>
    <loadline-upload id="one" multiple></loadline-upload><loadline-upload id="two" multiple></loadline-upload>`;
  await serveTestPage(page, request, html, '');
  await page.goto('/uppy-test.html');
  await new UploadPage(page).slowDown(SLOW / 2);
  for (const id of ['one', 'two']) {
    const chooser = page.waitForEvent('filechooser');
    const begun = nextBytes(page);
    await page.locator(`#${id}`).getByRole('button', { name: 'Choose files' }).click();
    await (await chooser).setFiles(makeMaterial(join(folder, `${id}.bin`), SIZE).path);
    await begun;
    await expect(page.locator(`#${id} .row`)).toHaveAttribute('data-phase', 'uploading');
  }
  await page.reload();
  for (const id of ['one', 'two']) {
    await expect(page.locator(`#${id} .name`)).toHaveText([`${id}.bin`]);
    await expect(page.locator(`#${id} .row`)).toHaveAttribute('data-phase', 'paused');
  }
});
