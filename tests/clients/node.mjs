// SPDX-License-Identifier: MIT
//
// One upload by a client in Node. Arguments: the folder with node_modules, then the work as JSON: {client,
// endpoint, file, name, …}. Prints one JSON object: {reported, text, answers}, the last being the methods and
// statuses that the client saw, as "POST 400".
import { createReadStream, openAsBlob } from 'node:fs';
import { createRequire } from 'node:module';
import { PassThrough, Readable } from 'node:stream';

const [folder, text] = process.argv.slice(2);
const work = JSON.parse(text);
const need = createRequire(`${folder}/`);
const method = work.method ?? 'POST';
const answers = [];

/** A stream that nobody knows the length of. */
function unknown() {
  return createReadStream(work.file).pipe(new PassThrough());
}

function tus(library) {
  return new Promise((resolve, reject) => {
    const source = work.options?.uploadLengthDeferred ? unknown() : createReadStream(work.file);
    const upload = new (need(library).Upload)(source, {
      endpoint: work.endpoint,
      retryDelays: null,
      metadata: { filename: work.name },
      ...work.options,
      onAfterResponse: (request, answer) => {
        answers.push(`${request.getMethod()} ${answer.getStatus()}`);
      },
      onSuccess: () => resolve(upload.url),
      onError: reject,
    });
    upload.start();
  });
}

async function byFetch(options) {
  const answer = await fetch(work.endpoint, { method, ...options });
  answers.push(`${method} ${answer.status}`);
  const said = await answer.text();
  if (!answer.ok) throw new Error(said);
  return said;
}

async function byAxios(data) {
  const answer = await need('axios').request({
    method,
    validateStatus: (status) => {
      answers.push(`${method} ${status}`);
      return status >= 200 && status < 300;
    },
    url: work.endpoint,
    data,
    headers: work.headers,
    maxRedirects: 0,
  });
  return answer.data;
}

function streamedForm() {
  const form = new (need('form-data'))();
  form.append('file', unknown(), { filename: work.name });
  return form;
}

async function blobForm() {
  const form = new FormData();
  form.append('file', await openAsBlob(work.file), work.name);
  return form;
}

const clients = {
  'tus-js-client': () => tus('tus-js-client'),
  'tus-js-client-5': () => tus('tus-js-client-5'),
  'fetch stream': () =>
    byFetch({ body: Readable.toWeb(createReadStream(work.file)), duplex: 'half', headers: work.headers }),
  'fetch form': async () => byFetch({ body: await blobForm() }),
  'axios stream': () => byAxios(unknown()),
  'axios form': () => byAxios(streamedForm()),
};

/** What a client said went wrong, the server's words if there are any. */
function words(problem) {
  const said = problem.response?.data ?? problem.message;
  return typeof said === 'string' ? said : JSON.stringify(said);
}

const came = await clients[work.client]().then(
  (said) => ({ reported: 'success', text: typeof said === 'string' ? said : JSON.stringify(said) }),
  (problem) => ({ reported: 'error', text: words(problem) }),
);
console.log(JSON.stringify({ ...came, answers }));
