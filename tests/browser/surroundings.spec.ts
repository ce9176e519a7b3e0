/* SPDX-License-Identifier: MIT
 *
 * What is around the upload: a page under a strict policy that asks nobody else, a front end
 * that holds back what is sent, and a page that only shows.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { serveTestPage } from './extra-page.js';
import { look } from './look.js';
import { makeMaterial } from './material.js';
import { UploadPage } from './page.js';
import { loadline, site } from './site.js';

let folder: string;

test.beforeAll(() => {
  test.skip(site === '', 'needs a site of its own');
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the page's policy forbade, from its first moment on. */
async function listenForViolations(page: Page): Promise<string[]> {
  const violations: string[] = [];
  await page.exposeFunction('tellViolation', (text: string) => violations.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      const { tellViolation } = window as unknown as { tellViolation(text: string): void };
      tellViolation(`${violatedDirective}: ${blockedURI}`);
    });
  });
  return violations;
}

for (const path of ['/', '/legacy.html']) {
  test(`${path} breaks no policy and asks nobody else`, async ({ page, baseURL }) => {
    const violations = await listenForViolations(page);
    const asked = new Set<string>();
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    const answer = await page.goto(path);
    expect(answer?.headers()['content-security-policy']).toMatch(/^default-src 'self';/);
    if (path === '/') {
      const upload = new UploadPage(page);
      await upload.open();
      await upload.choose(makeMaterial(join(folder, 'file.bin'), 2_000_000).path);
      await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 30_000 });
    }
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect([...asked]).toEqual([new URL(baseURL ?? '').origin]);
    expect(violations).toEqual([]);
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A lighttpd before the same programs, with one of its settings changed. */
async function startFrontEnd(port: number, name: string, value: string): Promise<ChildProcess> {
  const root = dirname(process.env.LOADLINE_QUICKSTART ?? '');
  const copy = join(folder, 'lighttpd');
  cpSync(join(root, 'deploy/lighttpd'), copy, { recursive: true });
  const path = join(copy, 'programs.conf');
  const settings = readFileSync(path, 'utf8');
  const changed = settings.replace(new RegExp(`^(${name} *=) \\d+$`, 'm'), `$1 ${value}`);
  expect(changed).not.toBe(settings);
  writeFileSync(path, changed);
  mkdirSync(join(folder, 'scratch'), { recursive: true });
  const child = spawn('lighttpd', ['-D', '-f', join(copy, 'loadline.conf')], {
    stdio: 'ignore',
    env: {
      PATH: `${process.env.PATH}:/usr/sbin`,
      SITE_ADDRESS: '127.0.0.1',
      SITE_PORT: String(port),
      SITE_WEB: join(root, 'web/dist'),
      SITE_SOCKETS: join(site, 'sockets'),
      SITE_SPOOL: join(site, 'spool'),
      SITE_SCRATCH: join(folder, 'scratch'),
      SITE_MEMORY: join(folder, 'scratch'),
    },
  });
  await expect.poll(() => canConnect(port)).toBe(true);
  return child;
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });
}

test('a front end that holds back what is sent is named', async ({ page }) => {
  const port = await freePort();
  const lighttpd = await startFrontEnd(port, 'server.stream-request-body', '0');
  try {
    const upload = new UploadPage(page);
    await page.goto(`http://127.0.0.1:${port}/`);
    await upload.slowDown(3_000_000);
    await upload.choose(makeMaterial(join(folder, 'held.bin'), 40_000_000).path);
    await expect(page.locator('loadline-file .note')).toHaveText(
      'The web server buffers the upload. The bar moves when the web server passes bytes on.',
      { timeout: 20_000 },
    );
    expect(await upload.percent(), 'and the bar does not move').toBe(0);
    await look(page, 'held-back');
    await upload.slowDown(-1);
    await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 30_000 });
  } finally {
    lighttpd.kill('SIGKILL');
  }
});

test('pieces are made smaller at once until the front end takes them, and stay so', async ({
  page,
}) => {
  const port = await freePort();
  const kib = 4096;
  const lighttpd = await startFrontEnd(port, 'server.max-request-size', String(kib));
  try {
    const sizes: number[] = [];
    let refusals = 0;
    page.on('response', (answer) => {
      const size = Number(answer.request().headers()['content-length'] ?? '0');
      if (answer.status() === 204 && answer.request().method() === 'PATCH') sizes.push(size);
      if (answer.status() === 413) refusals++;
    });
    const upload = new UploadPage(page);
    await page.goto(`http://127.0.0.1:${port}/`);
    const material = makeMaterial(join(folder, 'pieces.bin'), 20_000_000);
    await upload.choose(material.path);
    await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 60_000 });
    await expect(page.locator('[data-result=sha256]')).toHaveText(material.sha256);
    expect(refusals, 'of 20, 10 and 5 MB').toBe(3);
    await upload.choose(makeMaterial(join(folder, 'next.bin'), 20_000_000).path);
    await expect(upload.file.last()).toHaveAttribute('data-phase', 'done', { timeout: 60_000 });
    expect(refusals, 'the next file keeps to it').toBe(3);
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(kib * 1024);
  } finally {
    lighttpd.kill('SIGKILL');
  }
});

test('a page that only shows what another one sends', async ({ page, context, request }) => {
  const created = page.waitForResponse((answer) => answer.status() === 201);
  const upload = new UploadPage(page);
  await upload.open();
  const path = join(folder, 'shown.csv');
  writeFileSync(path, 'a,b\n');
  await upload.choose(path);
  const id = /([0-9a-f]{32})\./.exec((await created).headers().location ?? '')?.[1] ?? '';

  const other = await context.newPage();
  const html = `<!doctype html><html lang="en"><title>Progress</title>
    <link rel="stylesheet" href="/page.css"><script type="module" src="/loadline.min.js"></script>
    <main><h1>Progress</h1><loadline-progress id="${id}"></loadline-progress></main>`;
  await serveTestPage(other, request, html, '');
  await other.goto('/uppy-test.html');
  const row = other.locator('loadline-file .row');
  await expect(row).toHaveAttribute('data-phase', 'processing');
  await expect(row).toContainText('shown.csv');
  await expect(other.getByRole('button'), 'the id alone is no right to change it').toHaveCount(0);
  loadline('report', id, 'review', '--progress', '30', '--message', 'row 30');
  await expect(other.getByRole('listitem').first()).toContainText('row 30');
  await look(other, 'progress-element');
  loadline('report', id, 'review', '--done');
  await expect(row).toHaveAttribute('data-phase', 'done', { timeout: 20_000 });
});
