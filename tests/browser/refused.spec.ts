/* SPDX-License-Identifier: MIT
 *
 * <loadline-progress> on a site that asks for tokens: the row names a missing or wrong one, until it
 * gets one that is valid.
 */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { GuardedSite } from './guarded-site.js';

const REASON = 'The server does not allow this.';

let guarded: GuardedSite;

test.beforeAll(() => {
  test.skip(!process.env.LOADLINE_SITES, 'needs a site of its own');
  guarded = new GuardedSite();
  guarded.start();
});

test.afterAll(() => guarded?.stop());

/** Shows the upload with what `shown` holds as its token, which the test may change. */
async function follow(page: Page, id: string, token: string | null): Promise<Locator> {
  await page.goto(guarded.home);
  await page.evaluate(
    ([upload, first]) => {
      const shown = { token: first };
      Object.assign(window, { shown });
      const element = document.createElement('loadline-progress');
      Object.assign(element, { id: upload, token: () => shown.token });
      document.body.append(element);
    },
    [id, token] as const,
  );
  return page.locator('loadline-progress');
}

for (const [name, token] of [
  ['no token', null],
  ['a token that is none', 'nonsense'],
] as const) {
  test(`${name} is said, and the right one shows the upload`, async ({ page }) => {
    const upload = await guarded.create('slow.bin', 'application/x-slow', 100_000);
    const shown = await follow(page, upload.id, token);
    await expect(shown.locator('.row')).toHaveAttribute('data-phase', 'failed');
    await expect(shown.locator('.problem')).toHaveText(REASON);
    await expect(shown.getByRole('progressbar')).not.toHaveAttribute('aria-valuenow');

    const good = guarded.token('watch');
    await page.evaluate((next) => {
      (window as unknown as { shown: { token: string } }).shown.token = next;
    }, good);
    // The relay closes a connection without a token after ten seconds.
    await expect(shown.locator('.name')).toHaveText('slow.bin', { timeout: 30_000 });
    await expect(shown.locator('.problem')).toHaveCount(0);
    await expect(shown.locator('.row')).toHaveAttribute('data-phase', 'paused');
  });
}
