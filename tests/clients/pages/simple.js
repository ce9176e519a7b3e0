// SPDX-License-Identifier: MIT
import Uploader from 'simple-uploader.js';
import { offer } from './page.js';

offer((file, { endpoint, chunk, options }, success, error) => {
  const uploader = new Uploader({ target: endpoint, ...(chunk && { chunkSize: chunk }), ...options });
  uploader.on('filesSubmitted', () => uploader.upload());
  uploader.on('fileSuccess', (_root, _file, text) => success(text));
  uploader.on('fileError', (_root, _file, text) => error(text));
  uploader.addFile(file);
  return () => uploader.files[0].retry();
});
