/* SPDX-License-Identifier: MIT
 *
 * The operators' page, on a site that asks for tokens, with real uploads on
 * their way: who gets in, what is shown, and what the buttons do.
 */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { GuardedSite, type SlowUpload, signIn } from './guarded-site.js';
import { look } from './look.js';
import { administratorLink } from './site.js';

const MB = 1_000_000;

let site: GuardedSite;
let sending: SlowUpload[] = [];

test.beforeAll(() => {
  test.skip(!process.env.LOADLINE_SITE, 'needs a site of its own');
  site = new GuardedSite();
  site.start();
});

test.afterEach(() => {
  for (const upload of sending) upload.stop();
  sending = [];
});

test.afterAll(() => site?.stop());

/** An upload that comes in at so many bytes/s; with a large size for long. */
async function slow(name: string, type: string, size: number, rate: number): Promise<SlowUpload> {
  const upload = (await site.create(name, type, size)).send(rate);
  sending.push(upload);
  return upload;
}

function row(page: Page, { id }: SlowUpload): Locator {
  return page.locator(`tr[data-id="${id}"]`);
}

async function percent(row: Locator): Promise<number> {
  return Number(await row.getByRole('progressbar').getAttribute('aria-valuenow'));
}

test('quickstart’s link opens it once, and leaves the address', async ({ page, context }) => {
  const link = administratorLink();
  await page.goto(link);
  await expect(page.locator('loadline-status .pill')).toHaveAttribute('data-state', 'live');
  await expect(page.getByRole('heading', { name: 'Workers' })).toBeVisible();
  expect(new URL(page.url()).hash).toBe('');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Workers' }), 'a reload keeps it').toBeVisible();
  const other = await context.newPage();
  await other.goto(link);
  await expect(other.getByRole('alert')).toHaveText('This link was used already. Make a new one.');
  expect(new URL(other.url()).hash).toBe('');
  expect(await other.evaluate(() => sessionStorage.length)).toBe(0);
  await look(other, 'link-used', { folder: 'dashboard' });
  await other.evaluate((hash) => location.replace(hash), new URL(administratorLink()).hash);
  await expect(other.getByRole('heading', { name: 'Workers' }), 'in the open page').toBeVisible();
});

test('a newcomer without a link is told the command for one', async ({ page }) => {
  await page.goto('/dashboard.html');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await expect(page.locator('pre')).toContainText('loadline token --link http');
});

test('a site without a key says how it gets administrators', async ({ page }) => {
  await page.route('**/live/poll?*', (route) =>
    route.fulfill({ status: 403, json: { code: 'forbidden', title: 'This is not allowed' } }),
  );
  await page.goto('/dashboard.html');
  await expect(page.getByRole('alert')).toContainText('This site has no administrators yet.');
  await expect(page.getByRole('alert')).toContainText('token_keys');
  await expect(page.getByRole('button', { name: 'Sign in' })).toHaveCount(0);
  await look(page, 'nobody', { folder: 'dashboard' });
});

test('only an administrator’s token opens it, and it stays in the tab', async ({ page }) => {
  await page.goto(site.page);
  const problem = page.getByRole('alert');
  await expect(page.getByLabel('Administrator’s token')).toBeVisible();
  await expect(problem).toBeEmpty();
  for (const [token, words] of [
    ['nonsense', 'This is not a token of this site'],
    [site.token('upload watch'), 'not for administrators'],
  ] as const) {
    await page.getByLabel('Administrator’s token').fill(token);
    await page.keyboard.press('Enter');
    await expect(problem).toContainText(words);
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  }
  await look(page, 'door', { folder: 'dashboard' });
  await page.getByLabel('Administrator’s token').fill(site.token('admin', 'root'));
  await page.keyboard.press('Enter');
  await expect(page.locator('loadline-status .pill')).toHaveAttribute('data-state', 'live');
  expect(page.url()).toBe(site.page);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Workers' }), 'a reload keeps it').toBeVisible();
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByLabel('Administrator’s token')).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test('a token that expires shuts it again, and says so', async ({ page }) => {
  await signIn(page, site, '15s');
  await expect(page.getByRole('alert')).toHaveText('This token has expired. Make a new one.', {
    timeout: 40_000,
  });
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test('uploads on their way, with stages, and the programs', async ({ page }) => {
  const film = await slow('film.mp4', 'video/mp4', 60 * MB, 2 * MB);
  const table = await slow('table.csv', 'text/csv', MB, 4 * MB);
  const waiting = await site.create('holiday photos.zip', 'application/zip', 700 * MB);
  await signIn(page, site);
  await expect(row(page, film)).toHaveAttribute('data-phase', 'uploading');
  await expect(row(page, film).locator('.rate')).toContainText(/[\d.]+ [kM]B\/s/);
  await expect.poll(() => percent(row(page, film))).toBeGreaterThan(5);
  await expect(row(page, waiting)).toHaveAttribute('data-phase', 'paused');
  await expect(row(page, table)).toHaveAttribute('data-phase', 'processing');
  await expect(row(page, table)).toContainText('Processing, step 2 of 2');
  site.report(table.id, '--progress', '40', '--message', 'row 40 of 100');
  await expect(row(page, table)).toContainText('Review: row 40 of 100');
  await expect(page.locator('[data-figure=uploading] dd')).toHaveText('1');
  await expect(page.locator('[data-figure=processing] dd')).toHaveText('1');
  const order = () => page.locator('tr[data-id] .title').allTextContents();
  const before = await order();

  const relay = page.getByRole('table', { name: 'Relays' }).getByRole('row').nth(1);
  await expect(relay).toHaveAttribute('data-pulse', 'up');
  await expect(relay).toContainText('1 WebSocket');
  const worker = page.getByRole('table', { name: 'Workers' }).getByRole('row').last();
  await expect(worker).toHaveAttribute('data-pulse', 'up');
  await expect(page.getByRole('img', { name: /^Throughput in the last hour: \d/ })).toBeVisible();
  await expect
    .poll(() => page.locator('.curve').first().locator('.line').getAttribute('d'))
    .toMatch(/L/);
  await look(page, 'board', { folder: 'dashboard' });
  site.report(table.id, '--done');
  await expect(row(page, table)).toHaveAttribute('data-phase', 'done');
  expect(await order(), 'the places stay').toEqual(before);
  await page.getByRole('button', { name: 'Remove ended' }).click();
  await expect(row(page, table)).toHaveCount(0);
});

test('its curves show the hour before it was opened, with a gap where nobody wrote', async ({
  page,
}) => {
  for (let ago = 55; ago > 5; ago--) {
    if (ago <= 30 && ago > 20) continue;
    const swing = Math.sin(ago / 4) + 1;
    site.writeMinute(ago, (55 - ago) * 120 * MB, Math.round(3 * swing), Math.round(4 * swing));
  }
  await slow('now.bin', 'application/octet-stream', 40 * MB, MB);
  await signIn(page, site);
  const curve = (name: string) => page.getByRole('img', { name: new RegExp(`^${name} in the`) });
  await expect(curve('Throughput')).toHaveAttribute(
    'aria-label',
    /^Throughput in the last hour: .* now, at most 2(\.0)? MB\/s\. Part of that time is unknown\.$/,
  );
  await expect(curve('Waiting for a worker')).toHaveAttribute('aria-label', /: 0 now, at most 8\./);
  // Before the gap, after it, and since somebody writes again.
  await expect(curve('Uploading').locator('.line')).toHaveCount(3);
  await expect(page.locator('.scale').first()).toContainText('60 minutes ago');
  await expect.poll(() => curve('Clients connected').locator('.line').count()).toBe(1);
  await look(page, 'hour', { folder: 'dashboard' });
  for (const headers of [{}, { Authorization: `Bearer ${site.token('watch')}` }]) {
    const answer = await fetch(`${new URL(page.url()).origin}/progress/?hour=1`, { headers });
    expect([401, 403]).toContain(answer.status);
  }
});

test('a server that does not tell of the hour leaves the last minutes', async ({ page }) => {
  await page.route('**/progress/?hour=1', (route) =>
    route.fulfill({ status: 400, json: { code: 'bad_request', title: 'Malformed' } }),
  );
  await signIn(page, site);
  await expect(
    page.getByRole('img', { name: /^Throughput in the last five minutes: \d/ }),
  ).toBeVisible();
});

test('the filter looks at name, id and state', async ({ page }) => {
  const one = await slow('north.bin', 'application/octet-stream', 30 * MB, MB);
  const other = await site.create('south.bin', 'application/octet-stream', MB);
  await signIn(page, site);
  const filter = page.getByRole('searchbox');
  await expect(row(page, one)).toBeVisible();
  for (const text of ['NORTH', one.id.slice(4, 20), 'north uploading']) {
    await filter.fill(text);
    await expect(row(page, other)).toHaveCount(0);
    await expect(row(page, one)).toBeVisible();
  }
  await filter.fill('no such thing');
  await expect(page.getByText('No upload matches “no such thing”.')).toBeVisible();
  await filter.fill('');
  await expect(row(page, other)).toBeVisible();
});

test('paused, rows stand still while uploads go on', async ({ page }) => {
  const upload = await slow('long.bin', 'application/octet-stream', 40 * MB, 2 * MB);
  await signIn(page, site);
  await expect.poll(() => percent(row(page, upload))).toBeGreaterThan(2);
  await page.getByRole('button', { name: 'Pause updates' }).click();
  const { received } = await site.document(upload.id);
  const shown = await row(page, upload).textContent();
  const percentThen = await percent(row(page, upload));
  await expect
    .poll(async () => (await site.document(upload.id)).received)
    .toBeGreaterThan(received + 4 * MB);
  expect(await row(page, upload).textContent()).toBe(shown);
  await expect(page.getByText(/^Shown as of/)).toBeVisible();
  await page.getByRole('button', { name: 'Resume updates' }).click();
  await expect.poll(() => percent(row(page, upload))).toBeGreaterThan(percentThen + 5);
});

test('processing that failed is begun again', async ({ page }) => {
  const upload = await site.create('notes.md', 'text/markdown', 1000);
  await signIn(page, site);
  await expect(row(page, upload)).toHaveAttribute('data-phase', 'paused');
  upload.send(MB);
  await expect(row(page, upload)).toHaveAttribute('data-phase', 'failed', { timeout: 20_000 });
  await expect(page.locator('[data-figure=failed] dd')).toHaveText('1');
  await look(page, 'failed', { folder: 'dashboard' });
  site.calmDown();
  await row(page, upload).getByRole('button', { name: 'Process again: notes.md' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'notes.md' })).toHaveText(
    'notes.md is processed again.',
  );
  await expect(row(page, upload)).toHaveAttribute('data-phase', 'done');
});

test('what ended in the last day is listed, failed first, and found by owner and id', async ({
  page,
}) => {
  site.stirUp();
  const failed = await site.create('broken notes.md', 'text/markdown', 1000);
  failed.send(MB);
  await expect.poll(async () => (await site.document(failed.id)).state).toBe('failed');
  const done = await site.create('done.bin', 'application/octet-stream', 1000);
  done.send(MB);
  await expect.poll(async () => (await site.document(done.id)).state).toBe('done');
  await signIn(page, site);
  const listed = (upload: SlowUpload) => page.locator(`tr[data-found="${upload.id}"]`);
  await expect(page.getByRole('heading', { name: 'Ended in the last day' })).toBeVisible();
  await expect(listed(failed)).toHaveAttribute('data-phase', 'failed');
  await expect(listed(failed)).toContainText('Owner: anna');
  await expect(listed(done)).toHaveAttribute('data-phase', 'done');
  const order = await page
    .locator('tr[data-found]')
    .evaluateAll((rows) => rows.map((each) => each.getAttribute('data-phase') === 'failed'));
  expect(order, 'failed first').toEqual([...order].sort((a, b) => Number(b) - Number(a)));
  await look(page, 'ended', { folder: 'dashboard' });
  const filter = page.getByRole('searchbox');
  for (const words of [done.id, 'DONE.bin anna']) {
    await filter.fill(words);
    await expect(
      page.getByRole('heading', { name: `Found on the server: “${words}”` }),
    ).toBeVisible();
    await expect(listed(done)).toBeVisible();
    await expect(listed(failed)).toHaveCount(0);
  }
  await filter.fill('no such thing');
  await expect(page.getByText('The server found no upload with these words.')).toBeVisible();
  await filter.fill('broken notes');
  site.calmDown();
  await listed(failed).getByRole('button', { name: 'Process again: broken notes.md' }).click();
  await expect(listed(failed)).toHaveAttribute('data-phase', 'done', { timeout: 20_000 });
});

test('an upload’s history: each stage and attempt with its time, by keyboard', async ({ page }) => {
  site.stirUp();
  const upload = await site.create('story <b>of</b>.md', 'text/markdown', 1000);
  upload.send(MB);
  await expect.poll(async () => (await site.document(upload.id)).state).toBe('failed');
  await signIn(page, site);
  const listed = page.locator(`tr[data-found="${upload.id}"]`);
  const button = listed.getByRole('button', { name: 'History: story <b>of</b>.md' });
  await button.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'History of “story <b>of</b>.md”' });
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeFocused();
  const lines = dialog.getByRole('listitem');
  const told = () => lines.evaluateAll((all) => all.map((one) => one.getAttribute('data-what')));
  await expect(lines.last()).toHaveAttribute('data-what', 'failed');
  expect(await told()).toEqual(
    expect.arrayContaining(['created', 'stored', 'queued', 'stage_started', 'stage_failed']),
  );
  await expect(lines.filter({ hasText: 'Flaky: attempt 1 failed' })).toContainText(/signal/);
  const times = await dialog
    .locator('time')
    .evaluateAll((all) => all.map((one) => one.getAttribute('datetime') ?? ''));
  expect(times).toEqual([...times].sort());
  await look(page, 'story', { folder: 'dashboard' });

  site.calmDown();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(button).toBeFocused();
  await listed.getByRole('button', { name: 'Process again: story <b>of</b>.md' }).click();
  await button.click();
  await expect(lines.filter({ hasText: 'Flaky: attempt 2 succeeded' })).toHaveCount(1);
  await expect(lines.last()).toHaveAttribute('data-what', 'done');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog'), 'the close button').toHaveCount(0);
});

test('an upload on its way has a history too, and an empty one is said in words', async ({
  page,
}) => {
  const upload = await site.create('begun.bin', 'application/octet-stream', MB);
  await signIn(page, site);
  await row(page, upload).getByRole('button', { name: 'History: begun.bin' }).click();
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveText([/Created\s*$/]);
  await page.route('**/story', (route) => route.fulfill({ json: { id: upload.id, story: [] } }));
  await expect(page.getByRole('dialog').getByRole('status')).toHaveText(
    'The server has no history of this upload.',
  );
  await expect(page.getByRole('listitem')).toHaveCount(0);
});

test('one on its way is cancelled, after a question, by keyboard', async ({ page }) => {
  const upload = await slow('wrong.iso', 'application/octet-stream', 40 * MB, MB);
  await signIn(page, site);
  const cancel = row(page, upload).getByRole('button', { name: 'Cancel: wrong.iso' });
  await cancel.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Cancel “wrong.iso”?' })).toBeVisible();
  await look(page, 'question', { folder: 'dashboard' });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(cancel).toBeFocused();
  expect((await site.document(upload.id)).state).toBe('uploading');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Keep it' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(row(page, upload)).toHaveAttribute('data-phase', 'cancelled');
  await expect.poll(async () => (await site.document(upload.id)).state).toBe('cancelled');
});

test('a worker that is killed is shown as gone', async ({ page }) => {
  await signIn(page, site);
  const worker = page.getByRole('table', { name: 'Workers' }).locator('tr[data-pulse=up]').last();
  await expect(worker).toBeVisible();
  const name = (await worker.getAttribute('data-program')) ?? '';
  const same = page.locator(`tr[data-program="${name}"]`);
  site.kill('worker');
  await expect(same).toHaveAttribute('data-pulse', 'gone', { timeout: 15_000 });
  await expect(same).toContainText(/Gone\s*last heartbeat \d+ seconds? ago/);
  await look(page, 'gone', { folder: 'dashboard' });
  site.restart('worker');
  await expect(
    page.getByRole('table', { name: 'Workers' }).locator('tr[data-pulse=up]'),
  ).toHaveCount(1);
  await expect(same, 'and the killed one is still there to be seen').toBeVisible();
});

test('without WebSocket and without streams it still shows everything', async ({ page }) => {
  await page.routeWebSocket(/\/live/, (socket) => socket.close());
  await page.route(/\/live\/events/, (route) => route.abort());
  const upload = await slow('far.bin', 'application/octet-stream', 40 * MB, MB);
  await signIn(page, site);
  await expect(row(page, upload)).toHaveAttribute('data-phase', 'uploading', { timeout: 30_000 });
  const before = await percent(row(page, upload));
  await expect.poll(() => percent(row(page, upload))).toBeGreaterThan(before);
  await expect(
    page.getByRole('table', { name: 'Relays' }).locator('tr[data-pulse=up]'),
  ).toHaveCount(1);
});

test('an upload that ended while nobody told is not shown as alive', async ({ page }) => {
  const upload = await site.create('ends.bin', 'application/octet-stream', MB);
  await signIn(page, site);
  await expect(row(page, upload)).toHaveAttribute('data-phase', 'paused');
  site.kill('relay');
  upload.send(4 * MB);
  await expect.poll(async () => (await site.document(upload.id)).state).toBe('done');
  await expect(row(page, upload)).toHaveAttribute('data-phase', 'paused');
  site.restart('relay');
  await expect(row(page, upload)).toHaveAttribute('data-phase', 'done', { timeout: 30_000 });
});

test('in German', async ({ page }) => {
  await page.route('**/dashboard.html', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace('<html lang="en">', '<html lang="de">');
    await route.fulfill({ response: answer, body });
  });
  await page.goto(site.page);
  await page.getByLabel('Administrator-Token').fill(site.token('admin', 'root'));
  await page.getByRole('button', { name: 'Anmelden' }).click();
  await expect(page.getByRole('heading', { name: 'Uploads' })).toBeVisible();
  await expect(page.locator('loadline-status .pill')).toHaveAttribute('data-state', 'live');
  await look(page, 'german', { folder: 'dashboard' });
});
