/* SPDX-License-Identifier: MIT
 *
 * Many files: a line each, of which only those in sight are drawn, and buttons for all of them. How
 * fast that is, is asserted in the full form only: elsewhere the machine has other work.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { look } from './look.js';
import { UploadPage } from './page.js';

const full = process.env.LOADLINE_FULL === '1';
const FILES = full ? 1_000 : 200;
const LISTED = 10_000;
/** What is in sight, and some lines around it. */
const DRAWN_LIMIT = 40;

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
});

test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Files of one kilobyte each. */
function makeFiles(count: number, where = folder): string[] {
  mkdirSync(where, { recursive: true });
  return Array.from({ length: count }, (_, n) => {
    const path = join(where, `file ${String(n).padStart(4, '0')}.bin`);
    writeFileSync(path, `\0${n}\x01`.padEnd(1_000, '\x02'));
    return path;
  });
}

/**
 * Notes the longest task of the page from now on. Of the task in which the test chooses files, what
 * comes before the event is the browser's own: it makes a File for each path.
 */
async function watchTasks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const longest = { ms: 0 };
    let chosenAt = 0;
    Object.assign(window, { longest });
    const note = () => {
      chosenAt ||= performance.now();
    };
    document.querySelector('loadline-upload')?.shadowRoot?.addEventListener('change', note, true);
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) {
        const end = startTime + duration;
        const begin = chosenAt > startTime && chosenAt < end ? chosenAt : startTime;
        longest.ms = Math.max(longest.ms, end - begin);
      }
    }).observe({ type: 'longtask' });
  });
  return () => page.evaluate(() => (window as unknown as { longest: { ms: number } }).longest.ms);
}

/** Lists so many files that a fake client holds, and nothing sends. */
async function showFakes(page: Page, count: number): Promise<void> {
  await page.evaluate(async (length) => {
    const states = '/gallery-states.js';
    const { client, many } = await import(states);
    const element = document.querySelector('loadline-upload');
    Object.assign(element ?? {}, { client: client(many(Date.now(), 0, length)) });
  }, count);
  await page.locator('loadline-rows .scroller').waitFor();
}

function total(page: Page, text: string, timeout = 10_000): Promise<void> {
  return expect(page.locator('.total')).toContainText(text, { timeout });
}

test('a thousand files of one kilobyte', async ({ page }) => {
  test.slow();
  const upload = new UploadPage(page);
  await upload.open();
  const longest = await watchTasks(page);
  const posts: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/uploads/') && request.method() !== 'GET') {
      posts.push(request.method());
    }
  });
  let sockets = 0;
  page.on('websocket', () => sockets++);
  const begun = Date.now();
  await upload.choose(...makeFiles(FILES));
  await total(page, `${FILES.toLocaleString('en')} of ${FILES.toLocaleString('en')} done`, 240_000);
  const perSecond = FILES / ((Date.now() - begun) / 1_000);
  const ms = await longest();
  process.stdout.write(
    `${FILES} files: ${perSecond.toFixed(1)} a second, longest task ${Math.round(ms)} ms\n`,
  );
  expect(new Set(posts), 'a request for each file').toEqual(new Set(['POST']));
  expect(posts).toHaveLength(FILES);
  expect(sockets, 'connections: the relay cuts one that says too much').toBe(1);
  await expect(page.locator('loadline-file')).toHaveCount(0);
  const fold = page.getByRole('button', { name: `${FILES.toLocaleString('en')} done` });
  await fold.click();
  expect(await page.locator('loadline-file').count()).toBeLessThan(DRAWN_LIMIT);
  await expect(page.locator('loadline-file .name').first()).toHaveText('file 0000.bin');
  await page.getByRole('button', { name: 'Clear finished' }).click();
  await expect(page.locator('loadline-rows')).toHaveCount(0);
  if (full) expect(ms).toBeLessThanOrEqual(100);
});

test('the same twenty files twice', async ({ page }) => {
  const paths = makeFiles(20);
  const upload = new UploadPage(page);
  await upload.open();
  await upload.choose(...paths);
  await upload.choose(...paths);
  await total(page, '40 of 40 done', 60_000);
});

test('a folder of two thousand files', async ({ page }) => {
  test.slow();
  test.skip(!full, 'minutes: in the full form');
  makeFiles(2_000, join(folder, 'holiday'));
  const upload = new UploadPage(page);
  await upload.open();
  const session = await page.context().newCDPSession(page);
  const area = await page.locator('.drop').boundingBox();
  if (!area) throw new Error('there is no place to drop files on');
  const data = { items: [], files: [join(folder, 'holiday')], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: area.x + 9, y: area.y + 9, data });
  }
  await total(page, '2,000 of 2,000 done', 250_000);
});

test('all are paused and resumed; one that a person paused waits for that', async ({ page }) => {
  const upload = new UploadPage(page);
  await upload.open();
  await upload.slowDown(10_000);
  const paths = makeFiles(24);
  writeFileSync(paths[0] ?? '', '\0x'.repeat(1_000_000));
  await upload.choose(...paths);
  await page.getByRole('button', { name: 'Pause: file 0000.bin' }).click();
  await page.getByRole('button', { name: 'Pause all' }).click();
  await expect(page.getByRole('button', { name: 'Pause all' })).toHaveCount(0);
  await upload.slowDown(-1);
  await page.getByRole('button', { name: 'Resume all' }).click();
  await total(page, '24 of 24 done', 60_000);
});

test('ten thousand files in the list', async ({ page }) => {
  const upload = new UploadPage(page);
  await upload.open();
  const longest = await watchTasks(page);
  await showFakes(page, LISTED);
  const rows = page.locator('loadline-rows li');
  expect(await rows.count()).toBeLessThan(DRAWN_LIMIT);
  await expect(rows.first()).toHaveAttribute('aria-setsize', String(LISTED));
  const frames = await scrollThrough(page);
  expect(await rows.count()).toBeLessThan(DRAWN_LIMIT);
  await expect(rows.last()).toHaveAttribute('aria-posinset', String(LISTED));
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  process.stdout.write(
    `${LISTED} files listed: ${frames.toFixed(0)} frames a second while scrolling, ` +
      `longest task ${Math.round(await longest())} ms, heap ${(usedSize / 1e6).toFixed(1)} MB\n`,
  );
  if (full) expect(frames).toBeGreaterThanOrEqual(50);
});

test('lines stay under the pointer and the eye while files above them finish', async ({ page }) => {
  const upload = new UploadPage(page);
  await upload.open();
  await showFakes(page, 200);
  const scroller = page.locator('loadline-rows .scroller');
  await page.mouse.move(5, 5);
  await scroller.evaluate((each) => {
    each.scrollTop = 4_400;
  });
  const line = page.locator('loadline-file', { hasText: 'picture 103.jpg' });
  const place = async () => Math.round((await line.boundingBox())?.y ?? -1);
  await expect(line).toBeVisible();
  // The area above becomes smaller, gradually, where there are files.
  let before = -1;
  await expect
    .poll(async () => {
      const last = before;
      before = await place();
      return before - last;
    })
    .toBe(0);
  await finish(page, 10);
  await expect(page.locator('.fold')).toHaveText('10 done');
  expect(await place(), 'what is read').toBe(before);
  const first = page.locator('loadline-file', { hasText: 'picture 11.jpg' });
  await scroller.evaluate((each) => {
    each.scrollTop = 0;
  });
  await first.hover();
  const seen = (await first.boundingBox())?.y;
  await finish(page, 20);
  await total(page, '20 of 200 done');
  expect((await first.boundingBox())?.y, 'what is pointed at').toBe(seen);
  await page.mouse.move(5, 5);
  await expect(page.locator('.fold')).toHaveText('20 done');
});

/** The first files of the fake client are done now. */
async function finish(page: Page, count: number): Promise<void> {
  await page.evaluate(async (done) => {
    const states = '/gallery-states.js';
    const { many } = await import(states);
    const { client } = document.querySelector('loadline-upload') as unknown as {
      client: { uploads: object[] };
    };
    const made = many(Date.now(), done, 0);
    for (const [at, { document, transfer, isOver, isWhole }] of made.entries()) {
      Object.assign(client.uploads[at] ?? {}, { document, transfer, isOver, isWhole });
    }
    document
      .querySelector<HTMLElement & { requestUpdate(): void }>('loadline-upload')
      ?.requestUpdate();
  }, count);
}

/** From the first line to the last within two seconds; returns the frames a second. */
function scrollThrough(page: Page): Promise<number> {
  return page.locator('loadline-rows .scroller').evaluate(
    (scroller) =>
      new Promise<number>((resolve) => {
        const MS = 2_000;
        const begun = performance.now();
        let frames = 0;
        const step = () => {
          const share = Math.min(1, (performance.now() - begun) / MS);
          scroller.scrollTop = share * (scroller.scrollHeight - scroller.clientHeight);
          frames++;
          if (share < 1) requestAnimationFrame(step);
          else requestAnimationFrame(() => resolve(frames / ((performance.now() - begun) / 1_000)));
        };
        step();
      }),
  );
}

test('the focus stays on a line that leaves the view', async ({ page }) => {
  const upload = new UploadPage(page);
  await upload.open();
  await showFakes(page, 500);
  const button = page.getByRole('button', { name: 'Remove: picture 3.jpg' });
  await button.focus();
  await page.locator('loadline-rows .scroller').evaluate((scroller) => {
    scroller.scrollTop = 9_000;
  });
  await expect(page.locator('loadline-file .name', { hasText: 'picture 210.jpg' })).toBeVisible();
  await expect(button).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Details: picture 3.jpg' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Start now: picture 4.jpg' })).toBeFocused();
});

test('a line opens, and shows everything', async ({ page }) => {
  const upload = new UploadPage(page);
  await upload.open();
  await upload.choose(...makeFiles(20));
  await total(page, '20 of 20 done', 60_000);
  await page.getByRole('button', { name: '20 done' }).click();
  const details = page.getByRole('button', { name: 'Details: file 0004.bin' });
  await expect(details).toHaveAttribute('aria-expanded', 'false');
  await details.focus();
  await page.keyboard.press('Enter');
  await expect(details).toHaveAttribute('aria-expanded', 'true');
  await expect(details, 'the focus stays').toBeFocused();
  await expect(page.locator('[data-result=sha256]')).toBeVisible();
  await look(page, 'many-opened');
});
