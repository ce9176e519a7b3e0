// SPDX-License-Identifier: MIT
//
// tus-js-client, the published one and the next.
import { Upload } from 'tus-js-client';
import { Upload as NextUpload } from 'tus-js-client-5';
import { offer } from './page.js';

offer((file, { endpoint, chunk, options }, success, error) => {
  const { next, ...others } = options;
  const upload = new (next ? NextUpload : Upload)(file, {
    endpoint,
    retryDelays: null,
    metadata: { filename: file.name, filetype: file.type },
    ...(chunk && { chunkSize: chunk }),
    ...others,
    onSuccess: () => success(upload.url),
    onError: error,
  });
  upload.start();
});
