/* SPDX-License-Identifier: MIT
 *
 * Browser tests through the real front end, in Debian's Chromium. The site is
 * started by tests/browser/run, which also says where results go.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

/** Each worker has one of the sites to itself; the first is also for what only lists the tests. */
function takeSite(sites: string): void {
  const site = join(sites, process.env.TEST_PARALLEL_INDEX ?? '0');
  process.env.LOADLINE_SITE = site;
  process.env.LOADLINE_URL = `http://127.0.0.1:${readFileSync(join(site, 'port'), 'utf8').trim()}/`;
  process.env.LOADLINE_RELAY_PID_FILE = join(site, 'pids', 'relay.pid');
}

if (process.env.LOADLINE_SITES) takeSite(process.env.LOADLINE_SITES);

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
      // Chromium takes pages that tests make for ones of the internet, whose WebSockets may not
      // reach this machine.
      args: ['--no-sandbox', '--disable-features=LocalNetworkAccessChecks'],
    },
  },
});
