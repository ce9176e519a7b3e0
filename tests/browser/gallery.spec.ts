/* SPDX-License-Identifier: MIT
 *
 * The gallery: every state of the component at once, of which pictures are taken, in a language of
 * each kind: the built-in one, a loaded one, and one from right to left.
 */
import { expect, test } from '@playwright/test';
import { look, photograph } from './look.js';

const PHASES =
  'waiting starting uploading paused retrying received processing done failed cancelled expired';
const HEALTH = 'idle connecting live delayed reconnecting polling refused offline';

const LANGUAGES = [
  { language: 'en', choose: 'Choose files', refused: 'Type not accepted', direction: 'ltr' },
  {
    language: 'de',
    choose: 'Dateien auswählen',
    refused: 'Dateityp nicht erlaubt',
    direction: 'ltr',
  },
  { language: 'ar', choose: 'اختيار الملفات', refused: 'نوع غير مقبول', direction: 'rtl' },
];

for (const { language, choose, refused, direction } of LANGUAGES) {
  test(`the gallery in ${language}`, async ({ page }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`/gallery.html?lang=${language}`);
    await expect(page.getByRole('button', { name: choose })).toHaveCount(28);
    const shown = async (selector: string, name: string) => {
      const values = await page
        .locator(selector)
        .evaluateAll((all, key) => all.map((each) => (each as HTMLElement).dataset[key]), name);
      return [...new Set(values)].sort();
    };
    expect(await shown('loadline-file .row', 'phase')).toEqual(PHASES.split(' ').sort());
    expect(await shown('loadline-status .pill', 'state')).toEqual(HEALTH.split(' ').sort());
    await expect(page.locator('#invalid [role=alert]')).toContainText(refused);
    const drop = page.locator('#empty .drop');
    expect(await drop.evaluate((area) => getComputedStyle(area).direction)).toBe(direction);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wide, 'nothing is wider than the page').toBe(false);
    await photograph(page, language, 'gallery');
    expect(asked.filter((path) => /uploads|progress|live/.test(path))).toEqual([]);
  });
}

for (const { language, direction } of LANGUAGES) {
  test(`names keep their beginning on phones and in columns in ${language}`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(`/gallery.html?lang=${language}`);
    const long = page.locator('#names .name').filter({ hasText: 'a very long name' });
    await expect(long).toHaveCSS('direction', 'ltr');
    const { start, room } = await long.evaluate((name, isLtr) => {
      const { left, right } = name.getBoundingClientRect();
      const head = name.nextElementSibling?.getBoundingClientRect() ?? new DOMRect();
      return { start: Math.abs(isLtr ? left - head.left : right - head.right), room: right - left };
    }, direction === 'ltr');
    expect(start).toBeLessThan(2);
    expect(room).toBeGreaterThan(100);
    await page.locator('#many').scrollIntoViewIfNeeded();
    const names = page.locator('#many .one .name');
    await expect(names.first()).toHaveText('film.mp4');
    const cut = () =>
      names.evaluateAll((all) => all.filter((name) => name.scrollWidth > name.clientWidth).length);
    expect(await cut()).toBe(0);
    await page.setViewportSize({ width: 1280, height: 800 });
    for (const px of [350, 530, 700]) {
      await page.locator('#many loadline-upload').evaluate((element, width) => {
        (element as HTMLElement).style.inlineSize = `${width}px`;
      }, px);
      expect(await cut(), `in a column of ${px} px`).toBe(0);
    }
  });
}

test('axe finds nothing in the whole gallery', async ({ page }) => {
  test.slow();
  await page.goto('/gallery.html?lang=ar');
  await expect(page.getByRole('button', { name: 'اختيار الملفات' })).toHaveCount(28);
  await look(page, 'axe', { folder: 'gallery' });
});
