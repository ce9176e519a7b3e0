/* SPDX-License-Identifier: MIT
 *
 * The examples, each built by its own tool from the package as npm packs it (`web/build examples`):
 * a file is uploaded, and the page's own list names it when its processing has ended.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { policyOf } from './extra-page.js';

/** Beside the folder that the tests run in. */
const FOLDER = join(import.meta.dirname, '../../web.examples/web/examples');
const EXAMPLES = {
  plain: 'plain',
  Vite: 'vite/dist',
  esbuild: 'esbuild/dist',
  webpack: 'webpack/dist',
  React: 'react/dist',
  Vue: 'vue/dist',
  Svelte: 'svelte/dist',
  Angular: 'angular/dist',
};

for (const [name, folder] of Object.entries(EXAMPLES)) {
  test(`the example ${name} uploads a file and hears of it`, async ({ page, request }) => {
    const place = join(FOLDER, folder);
    test.skip(!existsSync(join(place, 'index.html')), '`web/build examples` has not been run');
    const faults = noteFaults(page);
    await servePage(page, place, await policyOf(request));
    await page.goto('/example/');
    const creation = page.waitForRequest((sent) => sent.method() === 'POST');
    await page
      .locator('input[type=file][hidden]')
      .first()
      .setInputFiles({
        name: `with ${name}.bin`,
        mimeType: 'application/octet-stream',
        buffer: Buffer.from('\0one file'),
      });
    expect((await creation).headers()['upload-metadata']).toContain('changed ');
    await expect(page.locator('#done li')).toHaveText([`with ${name}.bin`], { timeout: 30_000 });
    expect(faults).toEqual([]);
  });
}

/** The folder as a part of the site, under the site's own Content-Security-Policy. */
async function servePage(page: Page, folder: string, headers: Record<string, string>) {
  await page.route('**/example/**', (route) => {
    const path = new URL(route.request().url()).pathname.replace('/example/', '') || 'index.html';
    return route.fulfill({ headers, path: join(folder, path) });
  });
}

/** What the browser complains about. */
function noteFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return faults;
}
