// SPDX-License-Identifier: MIT
import Resumable from 'resumablejs';
import { offer } from './page.js';

offer((file, { endpoint, chunk, options }, success, error) => {
  const resumable = new Resumable({ target: endpoint, ...(chunk && { chunkSize: chunk }), ...options });
  resumable.on('fileAdded', () => resumable.upload());
  resumable.on('fileSuccess', (_file, text) => success(text));
  resumable.on('fileError', (_file, text) => error(text));
  resumable.addFile(file);
  return () => resumable.files[0].retry();
});
