// SPDX-License-Identifier: MIT
import $ from 'jquery';
import 'blueimp-file-upload';
import { offer, place } from './page.js';

offer((file, { endpoint, chunk, options }, success, error) => {
  const input = place('input');
  input.type = 'file';
  $(input)
    .fileupload({ url: endpoint, dataType: 'json', paramName: 'files[]', maxChunkSize: chunk, ...options })
    .fileupload('send', { files: [file] })
    .done((answer) => success(answer))
    .fail((request, status) => error(request.responseText ?? status));
});
