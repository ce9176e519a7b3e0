// SPDX-License-Identifier: MIT
import qq from 'fine-uploader/lib/core';
import { offer } from './page.js';

offer((file, { endpoint, chunk, options }, success, error) => {
  const uploader = new qq.FineUploaderBasic({
    ...options,
    request: { endpoint, ...options?.request },
    chunking: { ...(chunk && { enabled: true, partSize: chunk }), ...options?.chunking },
    callbacks: {
      onError: (_id, _name, reason) => error(reason),
      onComplete: (_id, _name, answer) => (answer.success ? success : error)(answer),
    },
  });
  uploader.addFiles([file]);
  return () => uploader.retry(0);
});
