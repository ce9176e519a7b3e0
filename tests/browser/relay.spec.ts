/* SPDX-License-Identifier: MIT
 *
 * The relay dies in the middle of an upload: the page says so, goes on showing
 * how far the upload is, and is live again once the relay is back.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Material, makeMaterial } from './material.js';
import { UploadPage } from './page.js';

const SIZE = 104_857_600;
const SPEED = 6_000_000;
const pidFile = process.env.LOADLINE_RELAY_PID_FILE;
const startCommand = process.env.LOADLINE_RELAY_START;

let folder: string;
let material: Material;

test.skip(!pidFile || !startCommand, 'no relay of our own to kill');

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
  material = makeMaterial(join(folder, 'system-libraries.bin'), SIZE);
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function killRelay(): void {
  process.kill(Number(readFileSync(pidFile ?? '', 'utf8').trim()), 'SIGKILL');
}

function startRelay(): void {
  execFileSync('/bin/sh', ['-c', startCommand ?? ''], { stdio: 'ignore' });
}

test('the page outlives its relay', async ({ page }) => {
  const upload = new UploadPage(page);
  const value = () => upload.percent();
  await upload.open();
  await upload.slowDown(SPEED);
  await upload.sample();
  await upload.choose(material.path);
  await expect(upload.status).toHaveAttribute('data-state', 'live');
  await expect.poll(value).toBeGreaterThan(5);

  killRelay();
  await expect(upload.status).toHaveAttribute('data-state', /reconnecting|polling/);
  await expect(upload.status).toHaveAttribute('data-state', 'polling');
  const before = await value();
  await expect.poll(value, 'the bar goes on by polling').toBeGreaterThan(before + 5);
  await expect(upload.file).toHaveAttribute('data-phase', 'uploading');

  startRelay();
  await expect(upload.status).toHaveAttribute('data-state', 'live', { timeout: 30_000 });
  await expect(upload.file).toHaveAttribute('data-phase', 'done', { timeout: 60_000 });
  await expect(page.locator('[data-result=sha256]')).toHaveText(material.sha256);
  const seen = await upload.samples();
  expect(seen, 'the bar never goes back').toEqual([...seen].sort((a, b) => a - b));
});
