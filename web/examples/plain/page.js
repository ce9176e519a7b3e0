/* SPDX-License-Identifier: MIT */
const list = document.querySelector('#done');
const upload = document.querySelector('loadline-upload');

upload.metadata = (file) => ({ changed: file.lastModified });
upload.addEventListener('loadline-done', ({ detail }) => {
  const item = document.createElement('li');
  item.textContent = detail.document.name;
  list.append(item);
});
