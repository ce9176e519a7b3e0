// SPDX-License-Identifier: MIT
//
// One Chromium for all tests of a run. Argument: the folder with node_modules. A line of JSON comes in for each
// upload, and one goes out: what the client reported, and which requests the server answered. The line is
// {page, client, crossing, …}, the rest being the client's work (pages/page.js), or for an example of the
// documentation {page, example, crossing, site, pick}.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const LIMIT_MS = 60_000;
const { chromium } = createRequire(`${process.argv[2]}/`)('playwright-core');

/** "POST 400"; URLs may carry keys, so they stay here. */
function brief(response) {
  return `${response.request().method()} ${response.status()}`;
}

async function runClient(page, { page: url, client, crossing, ...work }) {
  await page.goto(`${url}/page.html`);
  await page.addScriptTag({ url: `/${client}.js`, type: 'module' });
  return page.evaluate((what) => window.upload(what), { ...work, limit_ms: LIMIT_MS });
}

/** An example ends by calling watch(), which its reader writes; a user picks the file `pick`, if there is one. */
async function runExample(page, { page: url, example, site, pick }) {
  page.setDefaultTimeout(LIMIT_MS);
  await page.addInitScript((origin) => {
    window.site = origin;
    window.watched = new Promise((resolve) => {
      window.watch = resolve;
    });
  }, site);
  await page.goto(`${url}/doc-${example}`);
  if (pick) await page.locator('input[type=file]').first().setInputFiles(pick);
  const wrong = new Promise((resolve) => {
    page.on('pageerror', ({ message }) => resolve({ reported: 'error', text: message }));
  });
  const ended = page.evaluate((limit) => {
    const end = (reported) => (text) => ({ reported, text: String(text) });
    const late = new Promise((resolve) => setTimeout(resolve, limit, 'time is up'));
    return Promise.race([window.watched.then(end('success')), late.then(end('nothing'))]);
  }, LIMIT_MS);
  return Promise.race([ended, wrong]);
}

async function perform(browser, work) {
  // A page elsewhere has a policy of its own: the one that is served here allows only its own server.
  const context = await browser.newContext({ bypassCSP: work.crossing });
  const answers = [];
  try {
    const page = await context.newPage();
    page.on('response', (response) => {
      if (new URL(response.url()).pathname.startsWith('/uploads')) answers.push(brief(response));
    });
    const came = await (work.example ? runExample : runClient)(page, work);
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
