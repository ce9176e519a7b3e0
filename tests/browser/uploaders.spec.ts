/* SPDX-License-Identifier: MIT
 *
 * A file that a browser uploader sends in chunks is one upload with one bar: in the operators' page,
 * and in the element that shows what another page sends.
 */
import { expect, type Locator, test } from '@playwright/test';
import { ChunkSender, COUNT, UPLOADERS } from './chunk-sender.js';
import { serveTestPage } from './extra-page.js';
import { GuardedSite, signIn } from './guarded-site.js';

/** What the bar says after each chunk but the last. */
const PERCENT = [40, 80];

let site: GuardedSite;

test.beforeAll(() => {
  test.skip(!process.env.LOADLINE_SITE, 'needs a site of its own');
  site = new GuardedSite();
  site.start();
});

test.afterAll(() => site?.stop());

async function sendAll(senders: ChunkSender[], index: number): Promise<void> {
  for (const sender of senders) await sender.send(index);
}

/** One row with one bar for each, which grows with each chunk; then the last ones are sent. */
async function expectOneBarEach(
  senders: ChunkSender[],
  rows: Locator,
  row: (id: string) => Locator,
): Promise<void> {
  for (let index = 0; index < COUNT - 1; index++) {
    if (index > 0) await sendAll(senders, index);
    await expect(rows).toHaveCount(senders.length);
    for (const { id, uploader } of senders) {
      const bar = row(id).getByRole('progressbar');
      await expect(bar).toHaveCount(1);
      // Plupload does not tell the size of a file before its last chunk.
      if (uploader === 'plupload') continue;
      await expect(bar, uploader).toHaveAttribute('aria-valuenow', String(PERCENT[index]));
    }
  }
  await sendAll(senders, COUNT - 1);
}

test('chunks of each uploader are one row of the operators’ page', async ({ page, request }) => {
  const headers = { Authorization: `Bearer ${site.token('upload watch')}` };
  const senders = UPLOADERS.map((name) => new ChunkSender(name, request, site.uploads, headers));
  await sendAll(senders, 0);
  await signIn(page, site);
  const rows = page.locator('tr[data-id]');
  await expectOneBarEach(senders, rows, (id) => page.locator(`tr[data-id="${id}"]`));
  const done = page.locator('tr[data-id][data-phase=done]');
  await expect(done).toHaveCount(senders.length, { timeout: 20_000 });
  await expect(rows).toHaveCount(senders.length);
});

for (const name of UPLOADERS) {
  test(`chunks of ${name} are one bar of a page that watches`, async ({
    page,
    request,
    baseURL,
  }) => {
    // The cookie of a visitor is kept with the requests.
    const sender = new ChunkSender(name, request, new URL('/uploads/', baseURL).href);
    await sender.send(0);
    const html = `<!doctype html><html lang="en"><title>Progress</title>
      <script type="module" src="/loadline.min.js"></script>
      <main><loadline-progress id="${sender.id}"></loadline-progress></main>`;
    await serveTestPage(page, request, html, '');
    await page.goto('/uppy-test.html');
    const row = page.locator('loadline-progress .row');
    await expectOneBarEach([sender], row, () => row);
    // Its stages may wait for programs that this site does not have.
    await expect(row.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '100');
    await expect(row).toHaveCount(1);
  });
}
