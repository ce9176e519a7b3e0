/* SPDX-License-Identifier: MIT
 *
 * What the page shows of processing: real files through real tools, a stage that
 * a program elsewhere reports on, and something that is caught.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { makeFilm } from './material.js';
import { MovingPicture } from './moving-picture.js';
import { UploadPage } from './page.js';
import { EICAR, Scanner } from './scanner.js';

const site = process.env.LOADLINE_SITE;
const tool = process.env.LOADLINE_TOOL ?? 'loadline';
const pictures = process.env.LOADLINE_PICTURES;
/** Bytes a second while a moving picture is taken: some seconds for the whole file. */
const FILMED_SPEED = 1_500_000;

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

function make(program: string, words: string[], name: string): string {
  execFileSync(program, [...words, name], { cwd: folder });
  return join(folder, name);
}

function stage(page: Page, name: string): Locator {
  return page
    .getByRole('list', { name: 'Processing' })
    .getByRole('listitem')
    .filter({ hasText: name });
}

async function begin(page: Page, path: string): Promise<UploadPage> {
  const upload = new UploadPage(page);
  await upload.open();
  await upload.choose(path);
  return upload;
}

/** Notes from now on, in each frame, what the stages of the first file show. */
async function recordStages(page: Page): Promise<void> {
  await page.evaluate(() => {
    const shown = new Set<string>();
    Object.assign(window, { shown });
    const look = () => {
      const rows = document
        .querySelector('loadline-upload')
        ?.shadowRoot?.querySelector('loadline-file')
        ?.shadowRoot?.querySelector('loadline-stages')
        ?.shadowRoot?.querySelectorAll('li');
      for (const row of rows ?? [])
        shown.add(`${row.dataset.state} ${row.textContent?.replace(/\s+/g, ' ')}`);
      requestAnimationFrame(look);
    };
    look();
  });
}

/** All that was ever shown: between two looks of a test a fast machine may be through. */
function shownStages(page: Page): Promise<string> {
  return page.evaluate(() => [...(window as unknown as { shown: Set<string> }).shown].join('\n'));
}

test('a picture gets its thumbnails', async ({ page }) => {
  const path = make('convert', ['-size', '1600x1200', 'plasma:fractal'], 'photo.jpg');
  const upload = await begin(page, path);
  await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 30_000 });
  for (const name of ['File type', 'Virus scan', 'Thumbnails']) {
    await expect(stage(page, name)).toHaveAttribute('data-state', 'done');
  }
});

test('a video is seen being transcoded', async ({ page }) => {
  const path = makeFilm(folder);
  const upload = new UploadPage(page);
  await upload.open();
  await recordStages(page);
  const moving = pictures ? new MovingPicture(page, folder) : undefined;
  if (moving) await upload.slowDown(FILMED_SPEED);
  await upload.choose(path);
  const video = stage(page, 'Video');
  if (pictures) {
    await expect(video).toContainText(/[1-5]\d of 60 s/, { timeout: 30_000 });
    await page.screenshot({ path: join(pictures, 'processing.png'), animations: 'disabled' });
  }
  await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 60_000 });
  await expect(video).toHaveAttribute('data-state', 'done');
  await moving?.finish(join(pictures ?? folder, 'upload.webp'));
  expect(await shownStages(page)).toMatch(/^running .*[1-5]\d of 60 s/m);
});

test('an archive is read', async ({ page }) => {
  writeFileSync(join(folder, 'inside.txt'), 'x'.repeat(1000));
  execFileSync('zip', ['-q', 'archive.zip', 'inside.txt'], { cwd: folder });
  const upload = await begin(page, join(folder, 'archive.zip'));
  await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 30_000 });
  await expect(stage(page, 'Contents')).toHaveAttribute('data-state', 'done');
});

test('what the scanner finds is said', async ({ page }) => {
  writeFileSync(join(folder, 'letter.txt'), EICAR);
  const upload = await begin(page, join(folder, 'letter.txt'));
  await expect(upload.file).toHaveAttribute('data-phase', 'failed', { timeout: 30_000 });
  await expect(page.getByText('The scanner found Test.Eicar.UNOFFICIAL').first()).toBeVisible();
  await expect(stage(page, 'Virus scan')).toHaveAttribute('data-state', 'failed');
});

test('a stage elsewhere is shown as it is reported', async ({ page }) => {
  writeFileSync(join(folder, 'table.csv'), 'a,b\n1,2\n');
  const created = page.waitForResponse(
    (answer) => answer.request().method() === 'POST' && answer.url().includes('/uploads/'),
  );
  const upload = await begin(page, join(folder, 'table.csv'));
  const location = (await created).headers().location ?? '';
  const id = /([0-9a-f]{32})\./.exec(location)?.[1] ?? '';
  const report = (...words: string[]) =>
    execFileSync(tool, [
      '--config',
      join(site ?? '', 'loadline.conf'),
      'report',
      id,
      'review',
      ...words,
    ]);
  const review = stage(page, 'Review');
  await expect(review).toHaveAttribute('data-state', 'running');
  for (const row of [10, 50, 90]) {
    report('--progress', String(row), '--message', `row ${row} of 100`);
    await expect(review).toContainText(`row ${row} of 100`);
  }
  report('--done');
  await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 30_000 });
  await expect(review).toHaveAttribute('data-state', 'done');
});
