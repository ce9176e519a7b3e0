/* SPDX-License-Identifier: MIT
 *
 * The example applications, all by the same tests: they have the same routes, pages and tables. Each
 * runs on a site of its own, as examples/run starts it.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import { ApplicationSite, type FileRow } from './application-site.js';
import { type Material, makeMaterial } from './material.js';
import { UploadPage } from './page.js';

interface Application {
  readonly name: string;
  /** The component that receives the webhooks. */
  readonly receiver: string;
}

const APPLICATIONS: readonly Application[] = [
  { name: 'flask', receiver: 'application' },
  { name: 'express', receiver: 'application' },
  { name: 'django', receiver: 'application' },
  { name: 'sinatra', receiver: 'application' },
  // Apache with mod_fcgid runs PHP and is the web server too.
  { name: 'php', receiver: 'apache' },
];

const TITLE = '<b>x</b> & "y"';
const SLOW = 2_000_000;
/** The short form has the longer tests for these: one behind lighttpd, and the one behind Apache. */
const IN_SHORT = ['flask', 'php'];
const isFull = process.env.LOADLINE_FULL !== undefined;
const AWAY_MS = isFull ? 60_000 : 0;

// The applications side by side, but the tests of one in their order, on one site.
test.describe.configure({ mode: 'parallel' });

let folder: string;

test.beforeAll(() => {
  test.skip(!process.env.LOADLINE_QUICKSTART, 'needs the tree');
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function skipInShort(name: string): void {
  test.skip(
    !isFull && !IN_SHORT.includes(name),
    'the longer tests of this application: tests/run --full',
  );
}

/** A real file with this name. */
function material(name: string, size: number): Material {
  const made = makeMaterial(join(folder, 'new.bin'), size);
  const path = join(folder, name);
  renameSync(made.path, path);
  return { ...made, path };
}

async function signIn(page: Page, url: string, name: string, password = 'loadline'): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** A second user, in a window of their own. */
async function anotherUser(browser: Browser, url: string, name: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, url, name);
  return page;
}

function entry(page: Page, list: 'mine' | 'others', id: string): Locator {
  return page.locator(`#${list} > li[data-id="${id}"]`);
}

/** Chooses the file, and returns its row as soon as the application knows the upload. */
async function choose(page: Page, site: ApplicationSite, file: Material): Promise<FileRow> {
  const name = file.path.slice(folder.length + 1);
  await new UploadPage(page).choose(file.path);
  await expect.poll(() => site.fileNamed(name)).toBeDefined();
  return site.fileNamed(name) as FileRow;
}

/** Sends the form of a whole upload, and waits for the list with it. */
async function save(page: Page, title: string, id: string): Promise<void> {
  await page.getByLabel('Title').fill(title);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(entry(page, 'mine', id)).toContainText(title);
}

/** Sends a file while no worker runs; returns its id. */
async function uploadQueued(page: Page, site: ApplicationSite, file: Material): Promise<string> {
  const created = page.waitForResponse(
    (each) => each.request().method() === 'POST' && each.url().includes('/uploads/'),
  );
  await new UploadPage(page).choose(file.path);
  const location = (await created).headers().location ?? '';
  const id = /([0-9a-f]{32})\./.exec(location)?.[1] ?? '';
  await expect.poll(() => site.state(id)).toBe('queued');
  return id;
}

/** The data of an event of alice's. */
function eventData(id: string) {
  return {
    id,
    name: 'a.txt',
    type: 'text/plain',
    size: 5,
    owner: 'alice',
    metadata: null,
    created_at: Date.now(),
    result: { sha256: 'a'.repeat(64), delivered: `alice/${id}-a.txt` },
    url: null,
    progress_url: null,
  };
}

/** Loads the list until the entry says so. */
async function expectListed(page: Page, url: string, id: string, text: string): Promise<void> {
  await expect(async () => {
    await page.goto(url);
    await expect(entry(page, 'mine', id)).toContainText(text, { timeout: 500 });
  }).toPass({ timeout: 30_000 });
}

function done(page: Page): Promise<void> {
  const { file } = new UploadPage(page);
  return expect(file).toHaveAttribute('data-phase', 'done', { timeout: 30_000 });
}

/** Sends other fields to another path, with the page's token against forgery; returns the status. */
async function sendForm(
  page: Page,
  path: string,
  fields: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<number> {
  const answer = page.waitForResponse((each) => each.url().endsWith(path));
  await page.locator('form[action="/logout"]').evaluate(
    (form: HTMLFormElement, [action, values]) => {
      for (const [name, several] of Object.entries(values)) {
        for (const value of [several].flat()) {
          const field = document.createElement('input');
          form.append(Object.assign(field, { type: 'hidden', name, value }));
        }
      }
      form.setAttribute('action', action);
      form.submit();
    },
    [path, fields] as const,
  );
  const status = (await answer).status();
  await page.waitForURL(`**${path}`);
  return status;
}

for (const { name, receiver } of APPLICATIONS) {
  test.describe(name, () => {
    test.describe.configure({ mode: 'default' });
    const site = new ApplicationSite(name);
    test.beforeAll(() => site.start());
    test.afterAll(() => site.stop());

    test(`${name}: only with the right password`, async ({ page }) => {
      await page.goto(site.url);
      await expect(page).toHaveURL(/\/login$/);
      await signIn(page, site.url, 'alice', 'wrong');
      await expect(page.getByRole('alert')).toBeVisible();
      await signIn(page, site.url, 'alice');
      await expect(page).toHaveURL(`${site.url}/`);
      const answer = await page.goto(site.url);
      expect(answer?.headers()['content-security-policy']).toContain("default-src 'self'");
      const cookies = await page.context().cookies();
      expect(cookies.some(({ httpOnly, sameSite }) => httpOnly && sameSite === 'Lax')).toBe(true);
      const forged = await page.request.post(`${site.url}/logout`, {
        headers: { Origin: 'http://127.0.0.1:1' },
      });
      expect(forged.status()).toBe(403);
      await page.evaluate(() => sessionStorage.setItem('loadline:0:/uploads/', '[]'));
      await page.getByRole('button', { name: 'Sign out' }).click();
      await expect(page).toHaveURL(/\/login$/);
      expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
      expect((await page.request.get(`${site.url}/token`)).status()).toBe(401);
    });

    test(`${name}: a file from the form to the download, and deleted`, async ({ page }) => {
      const file = material('Übersicht & Söhne.bin', 3_000_000);
      await signIn(page, site.url, 'alice');
      const { id } = await choose(page, site, file);
      await done(page);
      await save(page, TITLE, id);
      await expectListed(page, site.url, id, 'done');
      const listed = entry(page, 'mine', id);
      await expect(listed).toContainText(`${file.size} bytes`);
      await expect(listed.locator('.sha256')).toHaveText(file.sha256.slice(0, 12));
      expect(site.file(id)).toMatchObject({ title: TITLE, owner: 'alice', sha256: file.sha256 });
      const { path } = site.file(id) as FileRow;
      expect(site.delivered(path)).toBe(true);

      await listed.getByRole('link').click();
      await expect(page.getByRole('heading', { name: TITLE, exact: true })).toBeVisible();
      const download = page.waitForEvent('download');
      await page.locator('#content').click();
      expect((await download).suggestedFilename()).toBe('Übersicht & Söhne.bin');
      const bytes = readFileSync(await (await download).path());
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
      const content = await page.request.head(`${site.url}/files/${id}/content`);
      expect(content.headers()['x-content-type-options']).toBe('nosniff');

      await page.goto(site.url);
      await listed.getByRole('button', { name: 'Delete' }).click();
      await expect(page).toHaveURL(`${site.url}/`);
      await expect(listed).toHaveCount(0);
      expect(site.file(id)).toBeUndefined();
      expect(site.delivered(path)).toBe(false);
      expect(['deleted', null]).toContain(site.state(id));

      const result = { sha256: file.sha256, delivered: `alice/${id}-late.bin` };
      for (const type of ['upload.created', 'upload.processed']) {
        const data = { ...eventData(id), result };
        expect((await site.sendWebhook(type, data)).status).toBe(200);
        expect(site.file(id), `${type} after the deletion`).toBeUndefined();
      }
    });

    test(`${name}: another user watches, and changes nothing`, async ({ page, browser }) => {
      skipInShort(name);
      const sent = new UploadPage(page);
      await signIn(page, site.url, 'alice');
      await sent.slowDown(SLOW);
      const { id } = await choose(page, site, material('large.bin', 12_000_000));
      await expect.poll(() => sent.percent()).toBeGreaterThan(0);
      await page.getByRole('button', { name: 'Pause: large.bin' }).click();

      const bob = await anotherUser(browser, site.url, 'bob');
      await entry(bob, 'others', id).getByRole('link').click();
      const watched = new UploadPage(bob);
      await expect.poll(() => watched.percent()).toBeGreaterThan(0);
      expect(await watched.percent()).toBeLessThan(100);
      await expect(bob.locator('#content')).toBeHidden();
      expect((await bob.request.get(`${site.url}/files/${id}/content`)).status()).toBe(409);
      expect(await sendForm(bob, `/files/${id}/delete`)).toBe(403);
      await bob.goto(site.url);
      expect(await sendForm(bob, '/files', { title: 'Mine now', files: id })).toBe(400);
      expect(site.file(id)).toMatchObject({ owner: 'alice', title: null });
      await bob.goto(`${site.url}/files/${id}`);

      await expect.poll(() => watched.percent()).toBeGreaterThan(0);
      await sent.slowDown(-1);
      await page.getByRole('button', { name: 'Resume: large.bin' }).click();
      await done(bob);
      await expect(bob.locator('#content')).toBeVisible();
      await done(page);
      await save(page, 'For bob', id);
      await bob.context().close();
    });

    test(`${name}: webhooks`, async () => {
      const id = '0123456789abcdef0123456789abcdef';
      const data = eventData(id);
      const files = site.count('files');
      const seen = site.count('webhooks');
      const forged = { secret: Buffer.alloc(32) };
      expect((await site.sendWebhook('upload.processed', data, forged)).status).toBe(401);
      const bare = await fetch(`${site.url}/webhooks/loadline`, { method: 'POST', body: '{}' });
      expect(bare.status, 'without fields').toBe(401);
      for (const age of [600, -600]) {
        expect((await site.sendWebhook('upload.processed', data, { age })).status).toBe(400);
      }
      expect([site.count('files'), site.count('webhooks')]).toEqual([files, seen]);

      const once = { id: 'msg_once' };
      const first = await site.sendWebhook('upload.processed', data, once);
      expect(first.status).toBe(200);
      expect(JSON.parse(first.body)).toEqual({ known: false });
      expect(site.file(id)).toMatchObject({ state: 'done', size: 5, sha256: data.result.sha256 });

      const again = await site.sendWebhook('upload.processed', { ...data, size: 6 }, once);
      expect(again.status).toBe(200);
      expect(JSON.parse(again.body)).toEqual({ known: true });
      expect(site.file(id)?.size).toBe(5);
      expect([site.count('files'), site.count('webhooks')]).toEqual([files + 1, seen + 1]);

      const unknown = { ...data, id: 'f'.repeat(32) };
      expect((await site.sendWebhook('upload.cancelled', unknown)).status).toBe(200);
      expect(site.file(unknown.id), 'the end of a deleted file').toBeUndefined();
      const failure = { code: 'malware', message: 'It was <i>bad</i>', stage: 'scan' };
      const failed = { ...data, failure };
      expect((await site.sendWebhook('upload.failed', failed, { late: 60 })).status).toBe(200);
      expect(site.file(id)?.state, 'after a failure that was mended').toBe('done');
      expect((await site.sendWebhook('upload.failed', failed)).status).toBe(200);
      expect(site.file(id)?.state).toBe('failed');
      // No path leads out of the folder of delivered files.
      const result = { ...data.result, delivered: '../token.key' };
      expect((await site.sendWebhook('upload.processed', { ...data, result })).status).toBe(200);
      expect(site.file(id)?.path).toBeNull();
    });

    test(`${name}: events wait for a receiver that is away`, async ({ page }) => {
      skipInShort(name);
      test.setTimeout(90_000 + 2 * AWAY_MS);
      const before = material('before.bin', 1_000);
      const during = material('during.bin', 2_000);
      await signIn(page, site.url, 'alice');
      const { id: lost } = await choose(page, site, before);
      await expect.poll(() => site.file(lost)?.state).toBe('done');
      site.forgetEnd(lost);

      await site.run('stop', 'worker');
      const id = await uploadQueued(page, site, during);
      const unwanted = await uploadQueued(page, site, material('unwanted.bin', 3_000));
      await site.run('stop', receiver);
      await site.run('start', 'worker');
      await site.untilLogged('stage_put_off', id);
      await expect.poll(() => site.deliveredOf(unwanted)).toHaveLength(1);
      if (AWAY_MS > 0) await new Promise((resolve) => setTimeout(resolve, AWAY_MS));

      // What is deleted before its webhook arrives has been delivered all the same.
      await site.run('stop', 'worker');
      await site.run('start', receiver);
      // The web server tries an application that was away again after a second or two.
      const begun = { ...eventData(unwanted), result: null };
      await expect
        .poll(async () => (await site.sendWebhook('upload.created', begun)).status)
        .toBe(200);
      await page.goto(site.url);
      const row = entry(page, 'mine', unwanted);
      await row.getByRole('button', { name: 'Delete' }).click();
      await expect(row).toHaveCount(0);
      expect(site.deliveredOf(unwanted)).toEqual([]);
      await site.run('start', 'worker');

      await expect
        .poll(() => site.file(id), { timeout: AWAY_MS + 30_000 })
        .toMatchObject({ state: 'done', sha256: during.sha256, size: during.size });
      await expectListed(page, site.url, lost, 'done');
      expect(site.file(lost)?.sha256).toBe(before.sha256);
      expect(site.file(unwanted)).toBeUndefined();
    });

    test(`${name}: while Loadline is away`, async ({ page }) => {
      skipInShort(name);
      const id = 'e'.repeat(32);
      const ids = Array.from({ length: 51 }, (_, i) => i.toString(16).padStart(32, '0'));
      await site.sendWebhook('upload.created', { ...eventData(id), result: null });
      await signIn(page, site.url, 'alice');
      await expect(entry(page, 'mine', id)).toBeVisible();
      await site.run('stop', 'redis');
      const send = async (files: readonly string[]) => {
        const status = await sendForm(page, '/files', { title: 'Away', files });
        await page.goto(site.url);
        return status;
      };
      expect(await send(ids), '51 ids').toBe(400);
      expect(await send(ids.slice(0, 50)), '50 ids').toBe(503);
      expect(await send(Array(51).fill(id)), 'one id 51 times').toBe(503);
      expect(await sendForm(page, `/files/${id}/delete`)).toBe(503);
      expect(site.file(id)?.owner).toBe('alice');
    });
  });
}
