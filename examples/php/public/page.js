/* SPDX-License-Identifier: MIT
 *
 * Gives the elements of a page their tokens. This module imports the component itself, so that the
 * elements have their tokens before they ask for anything.
 */
import { LoadlineClient } from '/loadline/loadline.min.js';

/** A token is valid for ten minutes. */
const KEPT_MS = 9 * 60_000;

/** A function that gets a token from the application, and keeps it for a while. */
function tokensFrom(url) {
  let token = null;
  let until = 0;
  return async () => {
    if (Date.now() < until) return token;
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    ({ token } = await answer.json());
    until = Date.now() + KEPT_MS;
    return token;
  };
}

/** Shows the link to the file when the upload is done. */
function showWhenDone(link, id, token) {
  const client = new LoadlineClient({ endpoint: '/uploads/', token });
  const upload = client.follow(id);
  client.subscribe(() => {
    if (upload.document?.state !== 'done') return;
    link.hidden = false;
    client.dispose();
  });
}

const upload = document.querySelector('loadline-upload');
if (upload) upload.token = tokensFrom('/token');

const progress = document.querySelector('loadline-progress');
if (progress) {
  progress.token = tokensFrom(`/files/${progress.id}/token`);
  const link = document.querySelector('#content');
  if (link.hidden) showWhenDone(link, progress.id, progress.token);
}
