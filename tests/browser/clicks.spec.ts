/* SPDX-License-Identifier: MIT
 *
 * Somebody who clicks "Pause" and "Resume" faster than the server answers: it
 * stays one upload, and of it one request at a time is under way.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type Material, makeMaterial } from './material.js';
import { UploadPage } from './page.js';

const SIZE = 16_777_216;
const SPEED = 1_000_000;
const FAST = 100_000_000;
const CLICKS = 100;
const ROUNDS = process.env.LOADLINE_FULL ? 20 : 1;

let folder: string;
let material: Material;

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-clicks-'));
  material = makeMaterial(join(folder, 'libraries.bin'), SIZE);
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Asked {
  readonly begun: string[];
  most: number;
}

/** Notes in the page what it asks for of uploads, and how many requests are open at a time. */
function noteRequests(): void {
  const asked: Asked = { begun: [], most: 0 };
  const methods = new WeakMap<XMLHttpRequest, string>();
  const { open, send } = XMLHttpRequest.prototype;
  let count = 0;
  XMLHttpRequest.prototype.open = function (method: string, url: string | URL) {
    methods.set(this, method);
    open.call(this, method, url, true);
  };
  XMLHttpRequest.prototype.send = function (body) {
    asked.begun.push(methods.get(this) ?? '');
    asked.most = Math.max(asked.most, ++count);
    // Of an end this tells first, also of one by abort(): the next may begin at once.
    this.addEventListener('readystatechange', () => {
      if (this.readyState === XMLHttpRequest.DONE) count--;
    });
    send.call(this, body);
  };
  Object.assign(window, { asked });
}

function askedBy(page: Page): Promise<Asked> {
  return page.evaluate(() => (window as unknown as { asked: Asked }).asked);
}

for (let round = 1; round <= ROUNDS; round++) {
  test(`${CLICKS} quick clicks on pause and resume, round ${round}`, async ({ page }) => {
    await page.addInitScript(noteRequests);
    const upload = new UploadPage(page);
    await upload.open();
    await upload.slowDown(SPEED);
    await upload.choose(material.path);
    const button = page.getByRole('button', { name: /^(Pause|Resume)/ });
    for (let click = 0; click < CLICKS; click++) {
      // Without the wait for a button that stands still they come as fast as the page can take them.
      if (click % 3 === 0) await button.click();
      else await button.dispatchEvent('click');
    }

    await upload.slowDown(FAST);
    await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 60_000 });
    await expect(page.locator('[data-result=sha256]')).toHaveText(material.sha256);
    const { begun, most } = await askedBy(page);
    expect(begun.filter((method) => method === 'POST').length, 'one upload').toBe(1);
    expect(begun.length, 'the clicks came while it was being sent').toBeGreaterThan(CLICKS / 4);
    expect(most, 'one request at a time').toBe(1);
  });
}
