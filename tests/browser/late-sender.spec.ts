/* SPDX-License-Identifier: MIT
 *
 * What sends the bytes is loaded apart from the client where a site has a
 * bundler. While it cannot be loaded, files wait as with any lost connection.
 * The page's own file has all of it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { bundleInParts, policyOf } from './extra-page.js';
import { UploadPage } from './page.js';

type Scripts = Awaited<ReturnType<typeof bundleInParts>>;

const LOST = 'The connection to the server was lost.';
const NAMES = ['first.bin', 'second.bin', 'third.bin', 'fourth.bin', 'fifth.bin'];

let folder: string;
let scripts: Scripts;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
  scripts = await bundleInParts(join(import.meta.dirname, 'late-sender-page.ts'));
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function files(): string[] {
  return NAMES.map((name) => {
    writeFileSync(join(folder, name), new Uint8Array(1000));
    return join(folder, name);
  });
}

/** The site's page in a folder of its own, with the site's own policy. */
class PartedPage {
  /** How often the sender was asked for. */
  asked = 0;
  isSenderThere = true;
  isServerThere = true;
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(headers: Record<string, string>): Promise<void> {
    const [main] = scripts;
    const html = `<!doctype html><html lang="en"><title>Parts</title><main>
      <loadline-upload endpoint="/uploads/" multiple></loadline-upload></main>
      <script type="module" src="${main?.fileName}"></script>`;
    await this.page.route('**/uploads/**', (route) =>
      this.isServerThere ? route.fallback() : route.abort('internetdisconnected'),
    );
    await this.page.route('**/below/a/prefix/**', (route) => {
      const name = new URL(route.request().url()).pathname.replace('/below/a/prefix/', '');
      const script = scripts.find(({ fileName }) => fileName === name);
      if (!script) return route.fulfill({ headers, contentType: 'text/html', body: html });
      if (script !== main) this.asked++;
      if (script !== main && !this.isSenderThere) return route.abort('internetdisconnected');
      return route.fulfill({ headers, contentType: 'text/javascript', body: script.code });
    });
    await this.page.goto('/below/a/prefix/page.html');
    await this.page.getByRole('button', { name: 'Choose files' }).waitFor();
  }
}

async function expectAllDone(page: Page): Promise<void> {
  const done = page.locator('loadline-file .row[data-phase=done]');
  await expect(done).toHaveCount(NAMES.length, { timeout: 60_000 });
  expect(await page.locator('loadline-file .name').allTextContents()).toEqual(NAMES);
}

test('the sender is loaded before the first file, and once', async ({ page, request }) => {
  const apart = scripts.filter(({ code }) => code.includes('Upload-Offset'));
  expect(apart, 'it is apart').toHaveLength(1);
  expect(apart[0]).not.toBe(scripts[0]);
  const site = new PartedPage(page);
  await site.open(await policyOf(request));
  await expect.poll(() => site.asked).toBe(1);
  site.isSenderThere = false;
  await new UploadPage(page).choose(...files());
  await expectAllDone(page);
  expect(site.asked).toBe(1);
});

test('a network that drops between the page and the first file is waited for', async ({
  page,
  request,
}) => {
  const site = new PartedPage(page);
  site.isSenderThere = false;
  await site.open(await policyOf(request));
  await expect.poll(() => site.asked).toBeGreaterThan(0);
  site.isServerThere = false;
  const upload = new UploadPage(page);
  await upload.choose(...files());
  await expect(upload.status).toHaveAttribute('data-state', 'offline');
  site.isServerThere = true;
  await expect(upload.file.first()).toHaveAttribute('data-phase', 'retrying', { timeout: 60_000 });
  await expect(page.locator('loadline-file .problem').first()).toContainText(LOST);
  const before = site.asked;
  await expect.poll(() => site.asked, { timeout: 60_000 }).toBeGreaterThan(before);
  expect(await page.locator('loadline-file .name').allTextContents()).toEqual(NAMES);
  site.isSenderThere = true;
  await expectAllDone(page);
});

test("the page's own file needs no other", async ({ page }) => {
  const upload = new UploadPage(page);
  await upload.open();
  const scriptNames: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scriptNames.push(basename(request.url()));
  });
  await upload.choose(...files());
  await expectAllDone(page);
  expect(scriptNames).toEqual([]);
});
