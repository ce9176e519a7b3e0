// SPDX-License-Identifier: MIT
//
// FilePond shows files that the server has had from it before: stored ones (local) and others (limbo).
import * as FilePond from 'filepond';
import { offer, place } from './page.js';

offer((_file, { endpoint, options }, success, error) => {
  const { source, type } = options;
  const pond = FilePond.create(place('input'), { server: endpoint });
  pond.on('addfile', (problem, item) => {
    if (problem) error(problem);
    else success(item.filename);
  });
  pond.addFile(source, { type }).catch(error);
});
