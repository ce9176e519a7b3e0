// SPDX-License-Identifier: MIT
import Uppy from '@uppy/core';
import Tus from '@uppy/tus';
import XHRUpload from '@uppy/xhr-upload';
import { offer } from './page.js';

offer((file, { endpoint, chunk, options }, success, error) => {
  const uppy = new Uppy();
  if (options.plugin === 'tus') {
    uppy.use(Tus, { endpoint, ...(chunk && { chunkSize: chunk }) });
  } else {
    uppy.use(XHRUpload, { endpoint, ...options.xhr });
  }
  uppy.on('upload-error', (_file, problem, answer) => error(answer?.body ?? problem));
  uppy.on('upload-success', (_file, answer) => success(answer.uploadURL ?? answer.body ?? ''));
  uppy.addFile({ name: file.name, type: file.type, data: file });
  void uppy.upload();
});
