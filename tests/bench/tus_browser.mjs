// SPDX-License-Identifier: MIT
//
// One upload by tus-js-client in Chromium, as a visitor would send it. Arguments: the folder with node_modules,
// then {endpoint, file, options} as JSON. Prints one JSON object: how long it took.
import { createRequire } from 'node:module';

const [folder, text] = process.argv.slice(2);
const { endpoint, file, options } = JSON.parse(text);
const require = createRequire(`${folder}/`);
const { chromium } = require('playwright');

/** Runs in the page; milliseconds from the first request to the last answer. */
const upload = (work) =>
  new Promise((resolve, reject) => {
    const start = performance.now();
    new tus.Upload(document.querySelector('input').files[0], {
      ...work,
      retryDelays: null,
      storeFingerprintForResuming: false,
      onSuccess: () => resolve(performance.now() - start),
      onError: (error) => reject(String(error)),
    }).start();
  });

const browser = await chromium.launch({
  executablePath: process.env.LOADLINE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const page = await browser.newPage();
  await page.goto(endpoint);
  await page.setContent('<input type="file">');
  await page.addScriptTag({ path: `${folder}/node_modules/tus-js-client/dist/tus.min.js` });
  await page.setInputFiles('input', file);
  const took_ms = await page.evaluate(upload, { endpoint, ...options });
  console.log(JSON.stringify({ took_ms }));
} finally {
  await browser.close();
}
