/* SPDX-License-Identifier: MIT
 *
 * For whoever uses no mouse, other colours, less motion, or reads from right to left.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { look } from './look.js';
import { makeMaterial } from './material.js';
import { UploadPage } from './page.js';
import { site } from './site.js';

const TABS_LIMIT = 40;

let folder: string;
let large: string;

test.beforeAll(() => {
  test.skip(site === '', 'needs a site of its own');
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
  large = makeMaterial(join(folder, 'large.bin'), 20_000_000).path;
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** Goes to the button by the key Tab, as often as it takes, and presses it. */
async function press(page: Page, name: string | RegExp): Promise<void> {
  await pressIt(page, page.getByRole('button', { name }), name);
}

async function pressIt(page: Page, button: Locator, name: string | RegExp): Promise<void> {
  await expect(button).toBeVisible();
  for (let tabs = 0; !(await hasFocus(button)); tabs++) {
    expect(tabs, `the focus comes to ${name}`).toBeLessThan(TABS_LIMIT);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
}

function hasFocus(button: Locator): Promise<boolean> {
  return button.evaluate((element) => {
    const root = element.getRootNode();
    return root instanceof ShadowRoot && root.activeElement === element;
  });
}

async function chooseByKeyboard(page: Page, ...paths: string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await press(page, 'Choose files');
  await (await chooser).setFiles(paths);
}

test('everything by keyboard alone', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const upload = new UploadPage(page);
  const phase = (name: string) =>
    expect(upload.file).toHaveAttribute('data-phase', name, { timeout: 30_000 });
  await upload.open();
  await upload.slowDown(2_000_000);
  await chooseByKeyboard(page, large);
  await press(page, 'Pause: large.bin');
  await phase('paused');
  await press(page, 'Resume: large.bin');
  await phase('uploading');
  await press(page, 'Cancel: large.bin');
  await phase('cancelled');
  await upload.slowDown(-1);
  await press(page, 'Upload again: large.bin');
  await phase('done');
  await pressIt(page, page.locator('summary'), 'Details');
  await press(page, 'Copy: SHA-256');
  const digest = (await page.locator('[data-result=sha256]').textContent()) ?? '';
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toBe(digest.trim());
  await press(page, 'Remove: large.bin');
  await expect(upload.file).toHaveCount(0);
  const choose = page.getByRole('button', { name: 'Choose files' });
  await expect.poll(() => hasFocus(choose)).toBe(true);

  await chooseByKeyboard(page, file('notes.md', '# hello\n'));
  await phase('failed');
  writeFileSync(join(site, 'calm'), '');
  await press(page, 'Process again: notes.md');
  await phase('done');
  rmSync(join(site, 'calm'));
});

test('the focus stays among the rows', async ({ page }) => {
  const upload = new UploadPage(page);
  await upload.open();
  await upload.choose(...['a', 'b', 'c'].map((name) => file(`${name}.bin`, `\0${name}`)));
  await expect(page.locator('loadline-file .row[data-phase=done]')).toHaveCount(3);
  await press(page, 'Remove: a.bin');
  await expect(page.getByRole('button', { name: 'Remove: b.bin' })).toBeFocused();
  await press(page, 'Remove: b.bin');
  await expect(page.getByRole('button', { name: 'Remove: c.bin' })).toBeFocused();
});

test('what changes is said, and not every percent', async ({ page }) => {
  const upload = new UploadPage(page);
  await upload.open();
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const region = document.querySelector('loadline-upload')?.shadowRoot?.querySelector('.unseen');
    if (region)
      new MutationObserver(() => said.push(region.textContent ?? '')).observe(region, {
        characterData: true,
        childList: true,
        subtree: true,
      });
  });
  await upload.slowDown(5_000_000);
  await upload.choose(large);
  await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 30_000 });
  const told = () => page.evaluate(() => (window as unknown as { said: string[] }).said);
  await expect.poll(async () => (await told()).at(-1)).toBe('large.bin: Done');
  const said = await told();
  expect(said).toContain('large.bin: Uploading');
  expect(said.filter((text) => text.includes('percent')).length).toBeLessThanOrEqual(4);
});

test('with forced colours, and with less motion', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  const upload = new UploadPage(page);
  await upload.open();
  await upload.slowDown(2_000_000);
  await upload.choose(large);
  await expect.poll(() => upload.percent()).toBeGreaterThan(20);
  const colour = (selector: string) =>
    page.locator(selector).evaluate((element) => getComputedStyle(element).backgroundColor);
  const parts = await Promise.all(['.bytes .fill', '.bytes .sent', '.bytes'].map(colour));
  expect(new Set(parts).size, 'the bars can be told apart').toBe(3);
  const moves = await page
    .locator('.bytes .fill')
    .evaluate((element) => getComputedStyle(element).transitionDuration);
  expect(moves).toBe('0s');
  // Computed styles are not the colours that the browser puts in their place.
  await look(page, 'forced-colours', { without: ['color-contrast'] });
});

/** Opens the demo page as a page of another language. */
async function openIn(page: Page, attributes: string): Promise<void> {
  await page.route('/', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace('<html lang="en">', `<html ${attributes}>`);
    await route.fulfill({ response: answer, body });
  });
  await page.goto('/');
}

async function chooseBy(page: Page, button: string, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button }).click();
  await (await chooser).setFiles(path);
}

/** Where the bar of the bytes begins to grow, and how long it is. */
async function barOrigin(page: Page): Promise<[origin: number, width: number]> {
  return page
    .locator('.bytes .fill')
    .evaluate((element) => [
      Number.parseFloat(getComputedStyle(element).transformOrigin),
      element.clientWidth,
    ]);
}

test('in German, and from right to left', async ({ page }) => {
  await openIn(page, 'lang="de" dir="rtl"');
  await chooseBy(page, 'Dateien auswählen', file('text.csv', 'a,b\n'));
  await expect(page.getByText('Wird verarbeitet, Schritt 1 von 2', { exact: true })).toBeVisible();
  const [origin, width] = await barOrigin(page);
  expect(origin, 'the bar grows from the right').toBeCloseTo(width, -1);
  await look(page, 'german');
});

test('in Arabic, whose direction follows without being said', async ({ page }) => {
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await openIn(page, 'lang="ar"');
  await chooseBy(page, 'اختيار الملفات', file('text.csv', 'a,b\n'));
  await expect(page.locator('.headline')).toContainText('جارٍ المعالجة');
  const [origin, width] = await barOrigin(page);
  expect(origin, 'the bar grows from the right').toBeCloseTo(width, -1);
  const icon = await page.locator('.icon').boundingBox();
  const side = await page.locator('.side').boundingBox();
  expect(icon?.x, 'what begins a row is on the right').toBeGreaterThan(side?.x ?? 0);
  expect(loaded.filter((path) => path.startsWith('/languages/'))).toEqual(['/languages/ar.js']);
  await look(page, 'arabic');
});

test('in Japanese, and in English where the file of the language is missing', async ({ page }) => {
  await openIn(page, 'lang="ja"');
  await expect(page.getByRole('button', { name: 'ファイルを選択' })).toBeVisible();
  await page.route('**/languages/ja.js', (route) => route.fulfill({ status: 404, body: '' }));
  await page.reload();
  await chooseBy(page, 'Choose files', file('text.csv', 'a,b\n'));
  await expect(page.locator('.headline')).toHaveText('Processing, step 1 of 2');
});
