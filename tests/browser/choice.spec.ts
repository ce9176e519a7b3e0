/* SPDX-License-Identifier: MIT
 *
 * What a page allows to be chosen, when it is sent and with which metadata, and what the page learns
 * of it by the element's events and does by its methods.
 */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import type { LoadlineUpload } from '../src/ui/upload.js';
import { policyOf } from './extra-page.js';
import { look } from './look.js';
import { nextBytes, UploadPage } from './page.js';
import { site } from './site.js';

const PAGE = '/choice-test.html';
const SLOW = 2_000_000;

let folder: string;

test.beforeAll(() => {
  test.skip(site === '', 'needs a site of its own');
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, size = 8): string {
  writeFileSync(join(folder, name), `\0${name}`);
  truncateSync(join(folder, name), size);
  return join(folder, name);
}

/** What the element knows of the quota. */
function quotaOf(element: Element): unknown {
  const { client } = element as unknown as { client: { capabilities: { quota: unknown } | null } };
  return client.capabilities?.quota;
}

async function openPage(
  page: Page,
  request: APIRequestContext,
  attributes: string,
): Promise<UploadPage> {
  const headers = await policyOf(request);
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Choice</title>
    <meta name="viewport" content="width=device-width">
    <link rel="stylesheet" href="/page.css"><script type="module" src="/loadline.min.js"></script>
    <main><h1>Choice</h1><loadline-upload multiple ${attributes}></loadline-upload></main>`;
  await page.route(`**${PAGE}`, (route) =>
    route.fulfill({ headers, contentType: 'text/html', body }),
  );
  await page.goto(PAGE);
  await page.getByRole('button', { name: 'Choose files' }).waitFor();
  return new UploadPage(page);
}

/** The Upload-Metadata of each upload that is created from now on, as text by name. */
function creations(page: Page): Record<string, string>[] {
  const seen: Record<string, string>[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'POST') return;
    const pairs = (request.headers()['upload-metadata'] ?? '').split(',');
    const texts = pairs.map((pair) => pair.split(' '));
    seen.push(
      Object.fromEntries(
        texts.map(([name, value]) => [name, Buffer.from(value ?? '', 'base64').toString()]),
      ),
    );
  });
  return seen;
}

/** Notes the element's events, and cancels those that `refuse` names, as "name file". */
async function noteEvents(page: Page, refuse: readonly string[] = []): Promise<void> {
  await page.locator('loadline-upload').evaluate((element, refused) => {
    const told: string[] = [];
    Object.assign(window, { told });
    for (const name of 'add start progress stored done failed remove complete'.split(' ')) {
      element.addEventListener(`loadline-${name}`, (event) => {
        const { detail } = event as CustomEvent;
        const text = `${name} ${detail.file?.name ?? `${detail.done.length}+${detail.failed.length}`}`;
        if (name !== 'progress' || told.at(-1) !== text) told.push(text);
        if (refused.includes(text)) event.preventDefault();
      });
    }
  }, refuse);
}

function told(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { told: string[] }).told);
}

function call(page: Page, method: 'start' | 'pause' | 'clear'): Promise<void> {
  return page
    .locator('loadline-upload')
    .evaluate((element, name) => (element as LoadlineUpload)[name](), method);
}

test('of 50 files of which 37 are too large, 13 are sent and one sentence names the others', async ({
  page,
  request,
}) => {
  const created = creations(page);
  await openPage(page, request, 'max-size="10 KB"');
  await expect(page.locator('.hint')).toContainText('Up to 10 kB each');
  const paths = Array.from({ length: 50 }, (_, i) => file(`${i}.bin`, i < 37 ? 10_001 : 10_000));
  await new UploadPage(page).choose(...paths);
  await expect(page.getByRole('alert')).toHaveText(
    'Larger than 10 kB: 0.bin, 1.bin, 2.bin, 3.bin, 4.bin, … (+32).',
  );
  await expect(page.locator('.total')).toContainText('13 of 13 done', { timeout: 60_000 });
  expect(created.map(({ filename }) => filename).sort()).toEqual(
    paths.slice(37).map((path) => path.split('/').at(-1)),
  );
});

test('types, a smallest size and a number limit what is chosen', async ({ page, request }) => {
  const upload = await openPage(page, request, 'accept=".bin,text/*" min-size="2" max-files="2"');
  await noteEvents(page);
  await upload.choose(file('empty.bin', 1), file('a.bin'), file('photo.png'));
  const notice = page.getByRole('alert');
  await expect(notice).toHaveText('Smaller than 2 bytes: empty.bin. Type not accepted: photo.png.');
  await look(page, 'choice-refused', { folder: 'form' });
  await upload.choose(file('b.bin'), file('c.bin'));
  await expect(notice).toHaveText('Only 2 files are allowed. Left out: c.bin.');
  await expect(page.locator('.name')).toHaveText(['a.bin', 'b.bin']);
  expect((await told(page)).filter((text) => text.startsWith('failed'))).toEqual([
    'failed empty.bin',
    'failed photo.png',
    'failed c.bin',
  ]);
});

test('files wait for the button where the page says so, and take its metadata along', async ({
  page,
  request,
}) => {
  const created = creations(page);
  const upload = await openPage(page, request, 'autostart="no"');
  await page.locator('loadline-upload').evaluate((element) => {
    (element as LoadlineUpload).metadata = ({ name }) => ({ album: `Größe: ${name}`, page: 7 });
  });
  await upload.choose(file('one.bin'), file('two.bin'));
  const rows = page.locator('loadline-file .row');
  await expect(rows.last()).toHaveAttribute('data-phase', 'waiting');
  await expect(page.locator('loadline-file').last()).not.toContainText('queue');
  await look(page, 'choice-waiting', { folder: 'form' });
  expect(created).toEqual([]);
  await page.getByRole('button', { name: 'Upload 2 files' }).click();
  await expect(page.locator('.row[data-phase=done]')).toHaveCount(2);
  await expect(page.getByRole('button', { name: /^Upload \d/ })).toHaveCount(0);
  expect(created).toHaveLength(2);
  // They are sent at the same time.
  for (const filename of ['one.bin', 'two.bin']) {
    const metadata = { filename, album: `Größe: ${filename}`, page: '7' };
    expect(created).toContainEqual(expect.objectContaining(metadata));
  }
});

test('the events tell the whole way of a file, and may be cancelled', async ({ page, request }) => {
  const upload = await openPage(page, request, '');
  await noteEvents(page, ['add no.bin', 'start later.bin', 'remove yes.bin']);
  await upload.choose(file('yes.bin'), file('no.bin'), file('later.bin'));
  await expect(page.locator('.name')).toHaveText(['yes.bin', 'later.bin']);
  const done = page.locator('.row[data-phase=done]');
  await expect(done).toHaveCount(1);
  expect((await told(page)).filter((text) => !text.endsWith('later.bin'))).toEqual([
    'add yes.bin',
    'add no.bin',
    'start yes.bin',
    'progress yes.bin',
    'stored yes.bin',
    'done yes.bin',
  ]);
  await page.getByRole('button', { name: 'Remove: yes.bin' }).click();
  await expect.poll(() => told(page)).toContain('remove yes.bin');
  await expect(page.locator('.name')).toHaveText(['yes.bin', 'later.bin']);
  await page.getByRole('button', { name: 'Remove: later.bin' }).click();
  await expect
    .poll(async () => (await told(page)).slice(-2))
    .toEqual(['remove later.bin', 'complete 1+0']);
});

test('a page adds, pauses, starts and clears by the methods', async ({ page, request }) => {
  const upload = await openPage(page, request, 'parallel="1"');
  await noteEvents(page);
  await upload.slowDown(SLOW);
  await page.locator('loadline-upload').evaluate((element) => {
    const files = ['first', 'second'].map((name) => new File([new Uint8Array(9_000_000)], name));
    (element as LoadlineUpload).add(files);
  });
  const row = (name: string) =>
    page.locator('loadline-file').filter({ hasText: name }).locator('.row');
  await expect(row('first')).toHaveAttribute('data-phase', 'uploading');
  await expect(row('second'), 'one at a time').toHaveAttribute('data-phase', 'waiting');
  await call(page, 'pause');
  await expect(row('first')).toHaveAttribute('data-phase', 'paused');
  const begun = nextBytes(page);
  await call(page, 'start');
  await begun;
  await expect(row('first')).toHaveAttribute('data-phase', 'uploading');
  await expect(row('second')).toHaveAttribute('data-phase', 'waiting');
  const removal = page.waitForRequest((asked) => asked.method() === 'DELETE');
  await call(page, 'clear');
  await removal;
  await expect(page.locator('loadline-file')).toHaveCount(0);
  expect((await told(page)).slice(-2)).toEqual(['remove first', 'remove second']);
});

test('what the server refuses is said before it is chosen', async ({ page, request }) => {
  await page.route('**/uploads/', async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    const offer = await (await route.fetch()).json();
    const accept = { ...offer.accept, types: ['image/*'], refused_extensions: ['svg'] };
    return route.fulfill({ json: { ...offer, accept } });
  });
  const created = creations(page);
  const upload = await openPage(page, request, '');
  await expect(page.locator('loadline-upload input')).toHaveAttribute('accept', 'image/*');
  await upload.choose(file('text.txt'), file('drawing.svg'));
  await expect(page.getByRole('alert')).toHaveText('Type not accepted: text.txt, drawing.svg.');
  await expect(page.locator('loadline-file')).toHaveCount(0);
  expect(created).toEqual([]);
});

test('what the quota has no room for is said before a byte is sent', async ({ page, request }) => {
  let left = 100;
  let offer: object | undefined;
  let answers = 0;
  await page.route('**/uploads/', async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    offer ??= await (await route.fetch()).json();
    const quota = { bytes: 1000, bytes_left: left, uploads: null, uploads_left: null };
    await route.fulfill({ json: { ...offer, quota } });
    answers++;
  });
  const created = creations(page);
  const upload = await openPage(page, request, '');
  await noteEvents(page);
  await expect
    .poll(() => page.locator('loadline-upload').evaluate(quotaOf), { message: 'it is known' })
    .toMatchObject({ bytes_left: 100 });
  await upload.choose(file('small.bin', 60), file('large.bin', 60), file('tiny.bin', 40));
  const notice = page.getByRole('alert');
  await expect(notice).toHaveText('No room left in your quota (100 bytes): large.bin.');
  await look(page, 'choice-quota', { folder: 'form' });
  await expect(page.locator('.row[data-phase=done]')).toHaveCount(2);
  expect(created.map(({ filename }) => filename).sort()).toEqual(['small.bin', 'tiny.bin']);
  expect(await told(page)).toContain('failed large.bin');

  // Something was deleted elsewhere: a person who is about to choose has the present answer.
  left = 500;
  const before = answers;
  await expect
    .poll(async () => {
      await page.locator('loadline-upload .choose').dispatchEvent('pointerdown');
      return answers;
    })
    .toBeGreaterThan(before);
  await upload.choose(file('large.bin', 400));
  await expect(page.locator('.row[data-phase=done]')).toHaveCount(3);
  await expect(notice).toHaveCount(0);
});
