// SPDX-License-Identifier: MIT
//
// One upload by tus-js-client. Arguments: the folder with node_modules, then what to do as JSON:
// {endpoint, file, plan, options, pause_ms, clicks}; pause_ms is how long to rest before each request, clicks how often
// the plan of that name pauses. Prints one JSON object: what came of it and how long it took.
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { setTimeout } from 'node:timers/promises';

const [folder, text] = process.argv.slice(2);
const { endpoint, file, plan, options, pause_ms: pause, clicks } = JSON.parse(text);
const tus = createRequire(`${folder}/`)('tus-js-client');

/** What is sent: a file of known size, or a stream whose end nobody knows. */
function source() {
  const input = createReadStream(file);
  return options.uploadLengthDeferred ? input.pipe(new PassThrough()) : input;
}

/** Runs the upload; `interrupt` is called once, when a third of it is sent. `more` are options of this one. */
function run(interrupt, more) {
  return new Promise((resolve, reject) => {
    let pending = interrupt;
    const upload = new tus.Upload(source(), {
      endpoint,
      retryDelays: null,
      metadata: { filename: 'libraries.bin', filetype: 'application/octet-stream' },
      ...(pause && { onBeforeRequest: () => setTimeout(pause) }),
      ...options,
      ...more,
      onProgress(sent, total) {
        if (pending && sent > total / 3) {
          const act = pending;
          pending = undefined;
          act(upload).then((result) => result && resolve(result), reject);
        }
      },
      onSuccess: () => resolve({ url: upload.url, ended: 'success' }),
      onError: ({ message }) => reject(new Error(message)),
    });
    upload.start();
  });
}

const plans = {
  whole: () => run(),
  async pause() {
    let before;
    const result = await run(async (upload) => {
      await upload.abort();
      before = upload.url;
      upload.start();
    });
    return { ...result, before };
  },
  /**
   * Clicks fall into HEAD as well as into PATCH, and two of them right behind start(), which has no request yet that
   * could be ended: it is made all the same, and the next start() makes another one. Three clients at a time are what
   * its number of tries is enough for.
   */
  async clicks() {
    const urls = new Set();
    const result = await run(async (upload) => {
      for (let click = 0; click < clicks; click++) {
        await upload.abort();
        urls.add(upload.url);
        await setTimeout(click % 3);
        upload.start();
        if (click % 10 !== 5) await setTimeout(5 + 5 * (click % 4));
      }
    });
    return { ...result, before: [...urls] };
  },
  /** From a third on a second client sends the same upload from the beginning of what is missing. */
  async tabs() {
    let second;
    const first = await run(async (upload) => {
      second = run(undefined, { uploadUrl: upload.url });
    });
    return { ...first, second: await second };
  },
  abort: () =>
    run(async (upload) => {
      await upload.abort(true);
      return { url: upload.url, ended: 'aborted' };
    }),
};

const start = performance.now();
const result = await plans[plan]();
console.log(JSON.stringify({ ...result, took_ms: performance.now() - start }));
