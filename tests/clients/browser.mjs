// SPDX-License-Identifier: MIT
//
// One Chromium for all tests of a run. Argument: the folder with node_modules. A line of JSON comes in for each
// upload, {page, client, crossing, …}, the rest being the client's work (pages/page.js), and one goes out: what
// the client reported, and which requests the server answered.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const LIMIT_MS = 60_000;
const { chromium } = createRequire(`${process.argv[2]}/`)('playwright-core');

/** "POST 400"; URLs may carry keys, so they stay here. */
function brief(response) {
  return `${response.request().method()} ${response.status()}`;
}

async function perform(browser, { page: url, client, crossing, ...work }) {
  // A page elsewhere has a policy of its own: the one that is served here allows only its own server.
  const context = await browser.newContext({ bypassCSP: crossing });
  const answers = [];
  try {
    const page = await context.newPage();
    await page.goto(`${url}/page.html`);
    await page.addScriptTag({ url: `/${client}.js`, type: 'module' });
    page.on('response', (response) => {
      if (new URL(response.url()).pathname.startsWith('/uploads')) answers.push(brief(response));
    });
    const came = await page.evaluate((what) => window.upload(what), { ...work, limit_ms: LIMIT_MS });
    return { ...came, answers };
  } catch (problem) {
    return { reported: 'nothing', text: problem.message, answers };
  } finally {
    await context.close();
  }
}

const browser = await chromium.launch({
  executablePath: process.env.LOADLINE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await perform(browser, JSON.parse(line))));
}
await browser.close();
