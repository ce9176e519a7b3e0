// SPDX-License-Identifier: MIT
//
// The library leaves it to the page to ask how many bytes the site has: `resume` does so as its wiki says.
import $ from 'jquery';
import 'blueimp-file-upload';
import { offer, place } from './page.js';

async function bytesThere(endpoint, name) {
  const answer = await fetch(`${endpoint}?file=${encodeURIComponent(name)}`, { headers: { Accept: 'application/json' } });
  return (await answer.json()).file?.size ?? 0;
}

offer((file, { endpoint, chunk, resume, options }, success, error) => {
  const input = place('input');
  input.type = 'file';
  $(input).fileupload({ url: endpoint, dataType: 'json', paramName: 'files[]', maxChunkSize: chunk, ...options });
  const send = async () => {
    const uploadedBytes = resume ? await bytesThere(endpoint, file.name) : 0;
    $(input)
      .fileupload('send', { files: [file], uploadedBytes })
      .done((answer) => success(answer))
      .fail((request, status) => error(request.responseText ?? status));
  };
  void send();
  return send;
});
