/* SPDX-License-Identifier: MIT
 *
 * A page as it is judged: axe finds nothing in light and in dark. With
 * LOADLINE_PICTURES each is kept as a picture, at 390 and 1280 px.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const pictures = process.env.LOADLINE_PICTURES;

/** `folder` is where the pictures go, below that of all. */
export async function look(page: Page, folder: string, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    for (const width of pictures ? [390, 1280] : []) {
      await page.setViewportSize({ width, height: 640 });
      mkdirSync(join(pictures ?? '', folder), { recursive: true });
      const path = join(pictures ?? '', folder, `${name}-${colorScheme}-${width}.png`);
      await page.screenshot({ path, animations: 'disabled', fullPage: folder === 'dashboard' });
    }
  }
}
