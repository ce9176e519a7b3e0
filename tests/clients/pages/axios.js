// SPDX-License-Identifier: MIT
//
// axios, and fetch, which needs no library: a form, or the file alone.
import axios from 'axios';
import { offer } from './page.js';

function body(file, form) {
  if (!form) return file;
  const data = new FormData();
  data.append('note', 'before the file');
  data.append('file', file);
  return data;
}

const senders = {
  async axios(method, url, data, headers) {
    const answer = await axios.request({ method, url, data, headers });
    return answer.data;
  },
  async fetch(method, url, data, headers) {
    const answer = await fetch(url, { method, body: data, headers });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text;
  },
};

offer((file, { endpoint, options }, success, error) => {
  const { sender, method = 'POST', form = false, headers = {} } = options;
  senders[sender](method, endpoint, body(file, form), headers).then(success, (problem) =>
    error(problem.response?.data ?? problem),
  );
});
