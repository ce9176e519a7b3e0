// SPDX-License-Identifier: MIT
import Dropzone from 'dropzone';
import { offer, place } from './page.js';

offer((file, { endpoint, chunk, options }, success, error) => {
  const dropzone = new Dropzone(place(), {
    url: endpoint,
    ...(chunk && { chunking: true, chunkSize: chunk }),
    ...options,
  });
  dropzone.on('success', (_file, answer) => success(answer));
  dropzone.on('error', (_file, text) => error(text));
  dropzone.addFile(file);
  return () => {
    file.status = Dropzone.ADDED;
    dropzone.enqueueFile(file);
  };
});
