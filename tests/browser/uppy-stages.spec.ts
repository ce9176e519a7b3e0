/* SPDX-License-Identifier: MIT
 *
 * The plugin for Uppy: the server's stages in Uppy's own status bar, what the
 * scanner finds as that file's error, and another try.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { bundle, serveTestPage, UPPY_RELEASES } from './extra-page.js';
import { makeFilm } from './material.js';
import { EICAR, Scanner } from './scanner.js';

const site = process.env.LOADLINE_SITE;
const HTML = `<!doctype html><title>Uppy</title>
<input type="file" multiple><button>Retry</button><div id="bar"></div><output></output>
<script type="module" src="/uppy-test.js"></script>`;

let folder: string;
let scanner: Scanner | undefined;

test.beforeAll(async () => {
  test.skip(!site, 'needs a site of its own');
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
  scanner = new Scanner(site ?? folder);
  await scanner.start();
});

test.afterAll(() => {
  scanner?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function open(page: Page): Promise<void> {
  await page.goto('/uppy-test.html');
  await expect(page.locator('output')).toHaveAttribute('data-ended', '');
}

// The releases side by side, on sites of their own.
test.describe.configure({ mode: 'parallel' });

for (const release of UPPY_RELEASES) {
  test.describe(`Uppy ${release}`, () => {
    test.describe.configure({ mode: 'default' });
    let script: string;

    test.beforeAll(async () => {
      script = await bundle(join(import.meta.dirname, 'uppy-stages-page.ts'), release);
    });

    test('stages appear in the status bar of Uppy', async ({ page, request }) => {
      await serveTestPage(page, request, HTML, script);
      await open(page);
      await page.locator('input').setInputFiles(makeFilm(folder));
      const output = page.locator('output');
      await expect(output).toHaveAttribute('data-bar', /Video: \d+ of 60 s \(step 3 of 3\)/, {
        timeout: 30_000,
      });
      await expect(output).toHaveAttribute('data-ended', '1 0', { timeout: 60_000 });
      // A step may be over between two events; a minute of film takes several of them.
      const seen = (await output.textContent()) ?? '';
      expect(seen.match(/^.*Video: .*$/gm)?.length).toBeGreaterThan(1);
    });

    test('what the scanner finds is the error of that file', async ({ page, request }) => {
      await serveTestPage(page, request, HTML, script);
      await open(page);
      const [bad, good] = [join(folder, 'bad.txt'), join(folder, 'good.txt')];
      writeFileSync(bad, EICAR);
      writeFileSync(good, 'nothing bad in here\n');
      await page.locator('input').setInputFiles([bad, good]);
      await expect(page.locator('output')).toHaveAttribute('data-ended', /\d \d/, {
        timeout: 60_000,
      });
      const errors = await page.evaluate(() => {
        const { uppy } = window as unknown as {
          uppy: { getFiles(): { name: string; error?: string | null }[] };
        };
        return Object.fromEntries(uppy.getFiles().map(({ name, error }) => [name, error ?? null]));
      });
      expect(errors).toEqual({
        'bad.txt': 'The scanner found Test.Eicar.UNOFFICIAL',
        'good.txt': null,
      });
    });

    test('processing that failed is begun again, without sending the file again', async ({
      page,
      request,
    }) => {
      await serveTestPage(page, request, HTML, script);
      await open(page);
      let sent = 0;
      page.on('request', (each) => {
        if (each.method() === 'PATCH' || each.url().endsWith('/uploads/')) sent++;
      });
      const notes = join(folder, 'notes.md');
      writeFileSync(notes, '# hello\n');
      await page.locator('input').setInputFiles(notes);
      const output = page.locator('output');
      await expect(output).toHaveAttribute('data-ended', '0 1', { timeout: 60_000 });
      const before = sent;
      writeFileSync(join(site ?? '', 'calm'), '');
      await page.getByRole('button', { name: 'Retry', exact: true }).first().click();
      await expect(output).toHaveAttribute('data-ended', '1 0', { timeout: 60_000 });
      rmSync(join(site ?? '', 'calm'));
      expect(sent).toBe(before);
    });

    test('what was refused can be sent again', async ({ page, request }) => {
      await serveTestPage(page, request, HTML, script);
      await open(page);
      const bad = join(folder, 'again.txt');
      writeFileSync(bad, EICAR);
      await page.locator('input').setInputFiles(bad);
      const output = page.locator('output');
      await expect(output).toHaveAttribute('data-ended', '0 1', { timeout: 60_000 });
      const created = page.waitForResponse((answer) => answer.status() === 201);
      await page.getByRole('button', { name: 'Retry', exact: true }).first().click();
      expect((await created).headers().location, 'as a new upload').toMatch(/[0-9a-f]{32}\./);
    });
  });
}
