// SPDX-License-Identifier: MIT
//
// What FilePond does with a file besides sending it: it resumes, removes, and shows it again.
import * as FilePond from 'filepond';
import { offer, place } from './page.js';

function create(server, more) {
  return FilePond.create(place('input'), {
    server,
    instantUpload: false,
    allowMinimumUploadDuration: false, // it would show a progress of its own
    ...more,
  });
}

async function send(pond, file) {
  const item = await pond.addFile(file);
  await pond.processFile(item);
  return item;
}

/** Name, size and SHA-256 of a file that FilePond got from the server. */
async function describe({ file, filename }) {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
  return JSON.stringify({ name: filename, size: file.size, sha256: hex.join('') });
}

/** The server's stages may still work on the file; the test's limit ends the wait. */
async function finished(url) {
  while (!(await fetch(url, { method: 'HEAD' })).ok) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const lives = {
  async resume(pond, file) {
    const item = await pond.addFile(file);
    const half = new Promise((resolve) => {
      pond.on('processfileprogress', (_item, progress) => progress > 0.5 && resolve());
    });
    pond.processFile(item).catch(() => {});
    await half;
    await item.abortProcessing();
    await pond.processFile(item);
    return item.serverId;
  },

  async remove(pond, file) {
    const item = await send(pond, file);
    const { serverId } = item;
    const removed = new Promise((resolve) => pond.on('removefile', resolve));
    pond.removeFile(item, { revert: true });
    await removed;
    return serverId;
  },

  async show(pond, file, { server, type }) {
    const { serverId } = await send(pond, file);
    await finished(`${server}?load=${serverId}`);
    return describe(await create(server).addFile(serverId, { type }));
  },
};

offer((file, { endpoint, chunk, options }, success, error) => {
  const { life, type } = options;
  const pond = create(endpoint, chunk && { chunkUploads: true, chunkSize: chunk });
  lives[life](pond, file, { server: endpoint, type }).then(success, error);
});
