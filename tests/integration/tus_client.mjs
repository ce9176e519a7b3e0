// SPDX-License-Identifier: MIT
//
// One upload by tus-js-client. Arguments: the folder with node_modules, then what to do as JSON:
// {endpoint, file, plan, options, pause_ms}; pause_ms is how long to rest before each request. Prints one
// JSON object: what came of it and how long it took.
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { setTimeout } from 'node:timers/promises';

const [folder, text] = process.argv.slice(2);
const { endpoint, file, plan, options, pause_ms: pause } = JSON.parse(text);
const tus = createRequire(`${folder}/`)('tus-js-client');

/** What is sent: a file of known size, or a stream whose end nobody knows. */
function source() {
  const input = createReadStream(file);
  return options.uploadLengthDeferred ? input.pipe(new PassThrough()) : input;
}

/** Runs the upload; `interrupt` is called once, when a third of it is sent. */
function run(interrupt) {
  return new Promise((resolve, reject) => {
    let pending = interrupt;
    const upload = new tus.Upload(source(), {
      endpoint,
      retryDelays: null,
      metadata: { filename: 'libraries.bin', filetype: 'application/octet-stream' },
      ...(pause && { onBeforeRequest: () => setTimeout(pause) }),
      ...options,
      onProgress(sent, total) {
        if (pending && sent > total / 3) {
          const act = pending;
          pending = undefined;
          act(upload).then((result) => result && resolve(result), reject);
        }
      },
      onSuccess: () => resolve({ url: upload.url, ended: 'success' }),
      onError: reject,
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
  abort: () =>
    run(async (upload) => {
      await upload.abort(true);
      return { url: upload.url, ended: 'aborted' };
    }),
};

const start = performance.now();
const result = await plans[plan]();
console.log(JSON.stringify({ ...result, took_ms: performance.now() - start }));
