/* SPDX-License-Identifier: MIT
 *
 * The component as a field of a form: what the form submits, when it may, and what a reset, a
 * fieldset and a reload do to it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { policyOf } from './extra-page.js';
import { FormReceiver } from './form-receiver.js';
import { look } from './look.js';
import { makeMaterial } from './material.js';
import { nextBytes, UploadPage } from './page.js';
import { site } from './site.js';

const SLOW = 2_000_000;
const PAGE = '/form-test.html';

let folder: string;
let large: string;

test.beforeAll(() => {
  test.skip(site === '', 'needs a site of its own');
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
  large = makeMaterial(join(folder, 'large.bin'), 20_000_000).path;
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string): string {
  writeFileSync(join(folder, name), `\0${name}`);
  return join(folder, name);
}

/** Opens a page with a form, whose field has these attributes. */
async function openForm(
  page: Page,
  request: APIRequestContext,
  attributes: string,
  language = 'en',
): Promise<UploadPage> {
  const headers = await policyOf(request);
  const body = `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>Application</title>
    <meta name="viewport" content="width=device-width">
    <link rel="stylesheet" href="/page.css"><script type="module" src="/loadline.min.js"></script>
    <main><h1>Application</h1>
    <form method="post" action="/apply">
      <p><label>Title <input name="title"></label></p>
      <fieldset><legend>Papers</legend>
        <label for="papers">Your papers</label>
        <loadline-upload id="papers" ${attributes}>
          <input type="file" name="files" required>
        </loadline-upload>
      </fieldset>
      <p><button>Send</button> <button type="reset">Begin again</button></p>
    </form></main>`;
  await page.route(`**${PAGE}`, (route) =>
    route.fulfill({ headers, contentType: 'text/html', body }),
  );
  await page.goto(PAGE);
  await page.locator('loadline-upload .choose').waitFor();
  return new UploadPage(page);
}

async function choose(page: Page, ...paths: string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.locator('loadline-upload .choose').click();
  await (await chooser).setFiles(paths);
}

/** What the form would submit now, as "name=value". */
function submitted(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const form = document.querySelector('form') ?? undefined;
    return [...new FormData(form)].map(([name, value]) => `${name}=${value}`);
  });
}

/** Why the form cannot be submitted: the flag and the message of its field. */
function invalid(page: Page): Promise<string> {
  return page.evaluate(() => {
    const field = document.querySelector('loadline-upload');
    if (!field || document.querySelector('form')?.checkValidity()) return '';
    const flag = field.validity?.valueMissing ? 'valueMissing' : 'customError';
    return `${flag}: ${field.validationMessage}${field.matches(':invalid') ? '' : ' (valid)'}`;
  });
}

const IDS = /^files=[0-9a-f]{32}$/;

test('a form submits the ids of its uploads, and a script can verify them', async ({
  page,
  request,
  baseURL,
}) => {
  const receiver = new FormReceiver(baseURL ?? '');
  let ids: string[] = [];
  const url = await receiver.start();
  try {
    await page.route('**/apply', (route) => route.continue({ url }));
    const upload = await openForm(page, request, 'name="files" multiple required');
    await page.getByLabel('Title').fill('Ship’s papers');
    await choose(page, file('one.bin'), file('two.bin'));
    await expect(page.locator('.row[data-phase=done]')).toHaveCount(2);
    await expect(upload.file).toHaveCount(2);
    await look(page, 'form-done', { folder: 'form' });
    ids = (await submitted(page)).slice(1).map((entry) => entry.slice('files='.length));
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.locator('body')).toHaveText('Thank you');
  } finally {
    receiver.stop();
  }
  const [{ fields, uploads } = { fields: new URLSearchParams(), uploads: [] }] = receiver.received;
  expect([...fields.keys()]).toEqual(['title', 'files', 'files']);
  expect(fields.get('title')).toBe('Ship’s papers');
  expect(fields.getAll('files')).toEqual(ids);
  expect(uploads.map(({ id }) => id)).toEqual(ids);
  expect(
    uploads.map(({ shown, state }) => [shown.name, shown.size, shown.received, state]),
  ).toEqual([
    ['one.bin', 8, 8, 'done'],
    ['two.bin', 8, 8, 'done'],
  ]);
});

test('what a form has submitted is not in the next form of the tab', async ({
  page,
  request,
  baseURL,
}) => {
  const receiver = new FormReceiver(baseURL ?? '');
  const url = await receiver.start();
  try {
    await page.route('**/apply', (route) => route.continue({ url }));
    const upload = await openForm(page, request, 'name="files" multiple');
    // Its stage waits for a program that never comes.
    await choose(page, file('reviewed.csv'));
    await expect(upload.file).toHaveAttribute('data-phase', 'processing');
    // A page that refuses to send the form keeps its uploads.
    await page.evaluate(() => {
      const stop = (event: Event) => event.preventDefault();
      document.querySelector('form')?.addEventListener('submit', stop);
    });
    await page.getByRole('button', { name: 'Send' }).click();
    await page.reload();
    await expect(upload.file).toHaveAttribute('data-phase', 'processing');
    expect(await submitted(page)).toEqual(['title=', expect.stringMatching(IDS)]);
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.locator('body')).toHaveText('Thank you');
    await openForm(page, request, 'name="files" multiple');
    await page.waitForFunction(() => document.querySelector('loadline-upload')?.client);
    await expect(upload.file).toHaveCount(0);
    expect(await submitted(page)).toEqual(['title=']);
  } finally {
    receiver.stop();
  }
});

test('a form waits for its files: required, under way, failed, removed', async ({
  page,
  request,
}) => {
  const upload = await openForm(page, request, 'name="files" multiple required');
  await expect.poll(() => invalid(page)).toBe('valueMissing: Choose a file.');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.locator('loadline-upload .choose'), 'it is led to').toBeFocused();
  await look(page, 'form-required', { folder: 'form' });

  await upload.slowDown(SLOW);
  await choose(page, large);
  await expect(upload.file).toHaveAttribute('data-phase', 'uploading');
  await expect.poll(() => invalid(page)).toBe('customError: Not every file is uploaded yet.');
  expect(await submitted(page)).toEqual(['title=']);
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page).toHaveURL(PAGE);
  await upload.slowDown(-1);
  await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 30_000 });
  await expect.poll(() => invalid(page)).toBe('');
  expect(await submitted(page)).toEqual(['title=', expect.stringMatching(IDS)]);

  const path = join(folder, 'photo.png');
  writeFileSync(path, '#!/bin/sh\necho hello\n');
  await choose(page, path);
  await expect(upload.file.last()).toHaveAttribute('data-phase', 'failed');
  await expect.poll(() => invalid(page)).toMatch(/^customError: A file could not be uploaded/);
  await page.getByRole('button', { name: 'Remove: photo.png' }).click();
  await expect.poll(() => invalid(page)).toBe('');
});

test('the form speaks German', async ({ page, request }) => {
  await openForm(page, request, 'name="files" required', 'de');
  await expect.poll(() => invalid(page)).toBe('valueMissing: Bitte eine Datei auswählen.');
  await expect(page.getByRole('button', { name: 'Datei auswählen' })).toBeVisible();
});

test('without “multiple” a file takes the place of the one before', async ({ page, request }) => {
  const upload = await openForm(page, request, 'name="files"');
  await choose(page, file('one.bin'));
  await expect(upload.file).toHaveAttribute('data-phase', 'done');
  const [, first] = await submitted(page);
  const removal = page.waitForRequest((asked) => asked.method() === 'DELETE');
  const begun = nextBytes(page);
  await upload.slowDown(SLOW);
  await choose(page, large);
  await expect(upload.file).toHaveCount(1);
  await begun;
  await expect(upload.file).toHaveAttribute('data-phase', 'uploading');
  await choose(page, file('two.bin'));
  await removal;
  await upload.slowDown(-1);
  await expect(page.locator('.name')).toHaveText(['two.bin']);
  await expect(upload.file).toHaveAttribute('data-phase', 'done');
  const [, last] = await submitted(page);
  expect(last).toMatch(IDS);
  expect(last).not.toBe(first);
});

test('a reset empties the field, or gives it its first value again', async ({ page, request }) => {
  const upload = await openForm(page, request, 'name="files" multiple');
  await choose(page, file('one.bin'));
  await expect(upload.file).toHaveAttribute('data-phase', 'done');
  const id = (await submitted(page))[1]?.slice('files='.length) ?? '';
  await page.getByRole('button', { name: 'Begin again' }).click();
  await expect(upload.file).toHaveCount(0);
  await expect.poll(() => submitted(page)).toEqual(['title=']);

  await openForm(page, request, `name="files" multiple value="${id}"`);
  await expect(page.locator('.name')).toHaveText(['one.bin']);
  await expect(upload.file).toHaveAttribute('data-phase', 'done');
  await choose(page, file('two.bin'));
  await expect(page.locator('.row[data-phase=done]')).toHaveCount(2);
  await page.getByRole('button', { name: 'Begin again' }).click();
  await expect(page.locator('.name')).toHaveText(['one.bin']);
  expect(await submitted(page)).toEqual(['title=', `files=${id}`]);
  await page.getByRole('button', { name: 'Remove: one.bin' }).click();
  await expect.poll(() => submitted(page)).toEqual(['title=']);
});

test('a reset deletes on the server what is not whole, and nothing else', async ({
  page,
  request,
}) => {
  const created: string[] = [];
  page.on('response', (answer) => {
    if (answer.request().method() === 'POST') created.push(answer.headers().location ?? '');
  });
  const upload = await openForm(page, request, 'name="files" multiple');
  await choose(page, file('whole.bin'));
  await expect(upload.file).toHaveAttribute('data-phase', 'done');
  const begun = nextBytes(page);
  await upload.slowDown(SLOW);
  await choose(page, large);
  await begun;
  await expect(upload.file.last()).toHaveAttribute('data-phase', 'uploading');
  expect(created).toHaveLength(2);
  const headers = { 'Tus-Resumable': '1.0.0' };
  const statuses = () =>
    Promise.all(created.map(async (url) => (await request.head(url, { headers })).status()));
  expect(await statuses()).toEqual([200, 200]);
  await page.getByRole('button', { name: 'Begin again' }).click();
  await expect(upload.file).toHaveCount(0);
  await expect.poll(statuses).toEqual([200, 404]);
  const stateOf = async (url: string) => {
    const id = url.split('/').pop()?.split('.')[0];
    const accept = { Accept: 'application/json' };
    return (await (await request.get(`/progress/${id}`, { headers: accept })).json()).state;
  };
  await expect.poll(() => Promise.all(created.map(stateOf))).toEqual(['done', 'cancelled']);
});

test('a value that a script sets is listed and submitted', async ({ page, request }) => {
  const upload = await openForm(page, request, 'name="files" multiple');
  await choose(page, file('one.bin'));
  await expect(upload.file).toHaveAttribute('data-phase', 'done');
  const field = page.locator('loadline-upload');
  const value = await field.evaluate((element) => (element as HTMLInputElement).value);
  expect(value).toMatch(/^[0-9a-f]{32}$/);
  const set = (text: string) =>
    field.evaluate((element, to) => {
      (element as HTMLInputElement).value = to;
      return (element as HTMLInputElement).value;
    }, text);
  expect(await set('')).toBe('');
  await expect(upload.file).toHaveCount(0);
  expect(await set(value)).toBe(value);
  await expect(page.locator('.name')).toHaveText(['one.bin']);
  expect(await submitted(page)).toEqual(['title=', `files=${value}`]);
});

test('a disabled field takes nothing and submits nothing', async ({ page, request }) => {
  const upload = await openForm(page, request, 'name="files" multiple required');
  await choose(page, file('one.bin'));
  await expect(upload.file).toHaveAttribute('data-phase', 'done');
  const disable = (selector: string, isOff: boolean) =>
    page
      .locator(selector)
      .evaluate((element, off) => element.toggleAttribute('disabled', off), isOff);
  for (const selector of ['fieldset', 'loadline-upload']) {
    await disable(selector, true);
    await expect(page.locator('.choose')).toBeDisabled();
    await expect(page.getByRole('button', { name: 'Remove: one.bin' })).toBeDisabled();
    expect(await submitted(page)).toEqual(['title=']);
    expect(await invalid(page)).toBe('');
    if (selector === 'fieldset') await look(page, 'form-disabled', { folder: 'form' });
    await disable(selector, false);
    await expect(page.locator('.choose')).toBeEnabled();
    expect(await submitted(page)).toEqual(['title=', expect.stringMatching(IDS)]);
  }
});

test('its label opens the browser’s dialogue and names it', async ({ page, request }) => {
  await openForm(page, request, 'name="files"');
  // Playwright does not see the roles that an element gives itself; the browser does.
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const named = nodes.filter(({ name }) => name?.value === 'Your papers');
  expect(named.map(({ role }) => role?.value)).toContain('group');
  const chooser = page.waitForEvent('filechooser');
  await page.getByText('Your papers').click();
  await chooser;
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('what the element holds is the field', async ({ page, request }) => {
    const headers = await policyOf(request);
    const body = `<form><loadline-upload name="files"><input type="file" name="files">
      </loadline-upload></form>`;
    await page.route(`**${PAGE}`, (route) =>
      route.fulfill({ headers, contentType: 'text/html', body }),
    );
    await page.goto(PAGE);
    await expect(page.locator('input')).toBeEnabled();
  });
});
