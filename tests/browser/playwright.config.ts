/* SPDX-License-Identifier: MIT
 *
 * Browser tests through the real front end, in Debian's Chromium. The site is
 * started by tests/browser/run, which also says where results go.
 */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  outputDir: process.env.LOADLINE_RESULTS ?? '../browser-results',
  timeout: 90_000,
  expect: { timeout: 10_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  reporter: 'list',
  use: {
    baseURL: process.env.LOADLINE_URL ?? 'http://127.0.0.1:8080/',
    viewport: { width: 1000, height: 560 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.LOADLINE_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    },
  },
});
