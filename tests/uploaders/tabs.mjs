// SPDX-License-Identifier: MIT
//
// One Chromium for all tests of a run. Argument: the folder with node_modules. A line of JSON comes in for each
// command, {do, …}, and one goes out when it is done: {value} or {problem}. A visitor has cookies and storage of
// its own, and any number of tabs. The one that is used is in front: FilePond waits for its page to be drawn.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const { chromium } = createRequire(`${process.argv[2]}/`)('playwright-core');
const browser = await chromium.launch({
  executablePath: process.env.LOADLINE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const visitors = new Map();
const tabs = new Map();

/** "POST 400"; URLs may carry keys, so they stay here. */
function brief(response) {
  return `${response.request().method()} ${response.status()}`;
}

const commands = {
  async open({ visitor, tab, url, library }) {
    if (!visitors.has(visitor)) visitors.set(visitor, await browser.newContext());
    const page = await visitors.get(visitor).newPage();
    const answers = [];
    tabs.set(tab, { page, answers });
    page.on('response', (response) => {
      if (new URL(response.url()).pathname.startsWith('/uploads')) answers.push(brief(response));
    });
    await page.goto(`${url}/page.html`);
    await page.addScriptTag({ url: `/${library}.js`, type: 'module' });
    await page.waitForFunction(() => window.upload !== undefined);
  },

  async start({ tab, work }) {
    const { page } = tabs.get(tab);
    await page.bringToFront();
    await page.evaluate((what) => void (window.came = window.upload(what)), work);
  },

  async again({ tab, work }) {
    await tabs.get(tab).page.evaluate((what) => void (window.came = window.again(what)), work);
  },

  async outcome({ tab }) {
    const { page, answers } = tabs.get(tab);
    await page.bringToFront();
    return { ...(await page.evaluate(() => window.came)), answers };
  },

  async close({ tab }) {
    await tabs.get(tab).page.close();
    tabs.delete(tab);
  },

  async leave({ visitor }) {
    await visitors.get(visitor)?.close();
    visitors.delete(visitor);
  },
};

async function perform(command) {
  try {
    return { value: (await commands[command.do](command)) ?? null };
  } catch (problem) {
    return { problem: problem.message };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await perform(JSON.parse(line))));
}
await browser.close();
