// SPDX-License-Identifier: MIT
import * as FilePond from 'filepond';
import { offer, place } from './page.js';

offer((file, { endpoint, chunk, options }, success, error) => {
  const pond = FilePond.create(place('input'), {
    server: endpoint,
    ...(chunk && { chunkUploads: true, chunkSize: chunk }),
    ...options,
  });
  pond.on('processfile', (problem, item) => {
    if (problem) error(problem);
    else success(item.serverId);
  });
  pond.addFile(file);
  return () => pond.processFile();
});
