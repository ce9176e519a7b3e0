// SPDX-License-Identifier: MIT
import Flow from '@flowjs/flow.js';
import { offer } from './page.js';

offer((file, { endpoint, chunk, options }, success, error) => {
  const flow = new Flow({ target: endpoint, ...(chunk && { chunkSize: chunk }), ...options });
  flow.on('filesSubmitted', () => flow.upload());
  flow.on('fileSuccess', (_file, text) => success(text));
  flow.on('fileError', (_file, text) => error(text));
  flow.addFile(file);
  return () => flow.files[0].retry();
});
