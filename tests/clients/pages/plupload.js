// SPDX-License-Identifier: MIT
//
// Plupload's own bundle looks for its other half among the globals.
import moxie from 'plupload/js/moxie.js';
import { offer, place } from './page.js';

window.moxie = moxie;
const { default: plupload } = await import('plupload/js/plupload.dev.js');

offer((file, { endpoint, chunk, options }, success, error) => {
  const uploader = new plupload.Uploader({
    runtimes: 'html5',
    browse_button: place('button'),
    url: endpoint,
    ...(chunk && { chunk_size: chunk }),
    ...options,
  });
  uploader.bind('PostInit', () => uploader.addFile(file));
  uploader.bind('FilesAdded', () => uploader.start());
  uploader.bind('FileUploaded', (_uploader, _file, result) => success(result.response));
  uploader.bind('Error', (_uploader, problem) => error(problem.response ?? problem.message));
  uploader.init();
  return () => {
    uploader.files[0].status = plupload.QUEUED;
    uploader.stop();
    uploader.start();
  };
});
