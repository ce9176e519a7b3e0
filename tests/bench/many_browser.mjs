// SPDX-License-Identifier: MIT
//
// Many small files in Chromium, by our component or by Uppy with @uppy/tus, as a visitor would choose them. Arguments:
// the folder with node_modules, then {url, who, folder, parallel} as JSON: the folder has the files. Prints one JSON object: the time from the
// choice until the server had every file, and the page's long tasks meanwhile.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [modules, text] = process.argv.slice(2);
const { url, who, folder, parallel } = JSON.parse(text);
const files = readdirSync(folder).map((name) => join(folder, name));
const require = createRequire(`${modules}/`);
const { chromium } = require('playwright');

const UPPY = `
import Uppy from '@uppy/core';
import Tus from '@uppy/tus';
const uppy = new Uppy().use(Tus, { endpoint: new URL('/uploads/', location.href).href, limit: ${parallel} });
document.querySelector('input').addEventListener('change', ({ target }) => {
  uppy.addFiles([...target.files].map((data) => ({ name: data.name, type: data.type, data })));
  uppy.upload().then(({ successful }) => window.ended(successful.length));
});`;

const PAGES = {
  loadline: `<loadline-upload multiple parallel="${parallel}"></loadline-upload>`,
  uppy: '<input type="file" multiple>',
};

/** Uppy's page as a site's bundler would make it. */
async function uppyScript() {
  const { build } = await import(require.resolve('vite').replace('index.cjs', 'dist/node/index.js'));
  const name = '\0page';
  const { output } = await build({
    configFile: false,
    root: modules,
    publicDir: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'page' ? name : null),
        load: (id) => (id === name ? UPPY : null),
      },
    ],
    build: { write: false, target: 'es2022', rolldownOptions: { input: 'page' } },
  });
  return output.map(({ code }) => code).join('\n');
}

/**
 * Runs in the page before the files are chosen. Of the task in which they are, what comes before the event is the
 * browser's own: it makes a File for each path.
 */
function listen(count) {
  window.tasks = [];
  window.stored = 0;
  window.outcome = new Promise((resolve) => {
    window.ended = (whole) => resolve({ whole, took_ms: performance.now() - window.began });
  });
  const begin = () => {
    window.began ??= performance.now();
  };
  const root = document.querySelector('loadline-upload')?.shadowRoot ?? document;
  root.addEventListener('change', begin, { capture: true });
  document.addEventListener('loadline-stored', () => {
    if (++window.stored === count) window.ended(count);
  });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      const end = startTime + duration;
      const holdsChoice = window.began > startTime && window.began < end;
      window.tasks.push(holdsChoice ? end - window.began : duration);
    }
  }).observe({ type: 'longtask' });
}

const browser = await chromium.launch({
  executablePath: process.env.LOADLINE_CHROMIUM ?? '/usr/bin/chromium',
  // The page is made here, so that Chromium takes it for one of the internet, whose WebSockets may not reach this machine.
  args: ['--no-sandbox', '--disable-features=LocalNetworkAccessChecks'],
});
try {
  const page = await browser.newPage();
  const script = who === 'uppy' ? await uppyScript() : '';
  await page.route('**/many.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><title>Many</title><script type="module" src="${
        who === 'uppy' ? 'many.js' : 'loadline.min.js'
      }"></script>${PAGES[who]}`,
    }),
  );
  await page.route('**/many.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  await page.goto(`${url}/many.html`);
  const input = page.locator('input[type=file]');
  await input.waitFor({ state: 'attached' });
  page.setDefaultTimeout(0);
  await page.evaluate(listen, files.length);
  await input.setInputFiles(files);
  const outcome = await page.evaluate(() => window.outcome);
  const tasks = await page.evaluate(() => window.tasks);
  console.log(JSON.stringify({ ...outcome, longest_ms: Math.max(0, ...tasks), tasks: tasks.length }));
} finally {
  await browser.close();
}
