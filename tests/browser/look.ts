/* SPDX-License-Identifier: MIT
 *
 * A state that is looked at: axe finds nothing in light and in dark, and with
 * LOADLINE_PICTURES it is kept as a picture, at 390 and 1280 px.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const pictures = process.env.LOADLINE_PICTURES;

interface Options {
  /** Where the pictures go, below that of all. */
  readonly folder?: string;
  /** Rules of axe that say nothing here. */
  readonly without?: string[];
}

export async function look(page: Page, name: string, options: Options = {}): Promise<void> {
  const { folder = 'states', without = [] } = options;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const violations = await findViolations(page, without);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    await takePictures(page, `${name}-${colorScheme}`, folder);
  }
}

/**
 * Every rule, over the whole page. A page without frames needs none of what joins theirs, and what is
 * in order is not listed: both take longer than the rules do.
 */
async function findViolations(page: Page, without: string[]) {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
  const alone = page.frames().length === 1;
  const { violations } = await axe.disableRules(without).setLegacyMode(alone).analyze();
  return violations;
}

/** The pictures alone, in both colour schemes. */
export async function photograph(page: Page, name: string, folder: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await takePictures(page, `${name}-${colorScheme}`, folder);
  }
}

async function takePictures(page: Page, name: string, folder: string): Promise<void> {
  for (const width of pictures ? [390, 1280] : []) {
    await page.setViewportSize({ width, height: 640 });
    mkdirSync(join(pictures ?? '', folder), { recursive: true });
    const path = join(pictures ?? '', folder, `${name}-${width}.png`);
    // Rows outside of the window are not drawn.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height });
    await page.screenshot({ path, animations: 'disabled', fullPage: true });
  }
}
