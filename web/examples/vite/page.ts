/* SPDX-License-Identifier: MIT */
import 'loadline';

const list = document.querySelector('#done');
const upload = document.querySelector('loadline-upload');
if (!list || !upload) throw new Error('the page has no element');

upload.metadata = (file) => ({ changed: file.lastModified });
upload.addEventListener('loadline-done', ({ detail }) => {
  const item = document.createElement('li');
  item.textContent = detail.document?.name ?? '';
  list.append(item);
});
