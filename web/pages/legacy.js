/* SPDX-License-Identifier: MIT
 *
 * The script of a page of 2008, written for nginx's upload progress module: it names the request, sends the form
 * into a frame, and polls the progress of that name every second.
 */
const form = document.getElementById('form');
const state = document.getElementById('state');
const bar = document.getElementById('bar');
let timer = 0;

function makeName() {
  const digit = () => Math.floor(Math.random() * 16).toString(16);
  return Array.from({ length: 32 }, digit).join('');
}

function show(answer) {
  const percent = answer.size > 0 ? Math.floor((answer.received * 100) / answer.size) : 0;
  if (answer.state === 'uploading') {
    bar.value = percent;
    state.textContent = `${percent} percent`;
  } else if (answer.state === 'done') {
    bar.value = 100;
    state.textContent = 'Done';
    clearInterval(timer);
  } else if (answer.state === 'error') {
    state.textContent = `Failed: ${answer.status}`;
    clearInterval(timer);
  }
}

function ask(name) {
  const request = new XMLHttpRequest();
  request.open('GET', '/progress/legacy/nginx', true);
  request.setRequestHeader('X-Progress-ID', name);
  request.onload = () => {
    if (request.status === 200) show(JSON.parse(request.responseText));
  };
  request.send();
}

form.addEventListener('submit', () => {
  const name = makeName();
  form.action = `/uploads/?X-Progress-ID=${name}`;
  bar.hidden = false;
  bar.value = 0;
  state.textContent = 'Sending';
  clearInterval(timer);
  timer = setInterval(ask, 1000, name);
});
