/* SPDX-License-Identifier: MIT
 *
 * Progress for each form on the page that is sent to /uploads/, as pages had it for nginx's upload progress module:
 * the script names the request (X-Progress-ID), sends the form into a frame, and asks for the progress of that name
 * every second.
 */
const ASK_MS = 1000;

function makeName() {
  const digit = () => Math.floor(Math.random() * 16).toString(16);
  return Array.from({ length: 32 }, digit).join('');
}

/** Adds what shows the progress, below the form. */
function addBar(form, number) {
  const state = document.createElement('p');
  state.setAttribute('role', 'status');
  const bar = document.createElement('progress');
  bar.max = 100;
  bar.hidden = true;
  bar.setAttribute('aria-label', 'Progress');
  const frame = document.createElement('iframe');
  frame.name = `answer-${number}`;
  frame.title = 'The server’s answer';
  frame.hidden = true;
  form.after(state, bar, frame);
  return { state, bar, frame };
}

/** Shows an answer; says whether the upload is over. */
function show({ state, bar }, answer) {
  const percent = answer.size > 0 ? Math.floor((answer.received * 100) / answer.size) : 0;
  if (answer.state === 'uploading') {
    bar.value = percent;
    state.textContent = `${percent} percent`;
  } else if (answer.state === 'done') {
    bar.value = 100;
    state.textContent = 'Done';
  } else if (answer.state === 'error') {
    state.textContent = `Failed: ${answer.status}`;
  }
  return answer.state === 'done' || answer.state === 'error';
}

function ask(name, take) {
  const request = new XMLHttpRequest();
  request.open('GET', '/progress/legacy/nginx', true);
  request.setRequestHeader('X-Progress-ID', name);
  request.onload = () => {
    if (request.status === 200) take(JSON.parse(request.responseText));
  };
  request.send();
}

function follow(form, number) {
  const view = addBar(form, number);
  let timer = 0;
  form.target = view.frame.name;
  form.addEventListener('submit', () => {
    const name = makeName();
    form.action = `/uploads/?X-Progress-ID=${name}`;
    view.bar.hidden = false;
    view.frame.hidden = false;
    view.bar.value = 0;
    view.state.textContent = 'Sending';
    const take = (answer) => {
      if (show(view, answer)) clearInterval(timer);
    };
    clearInterval(timer);
    timer = setInterval(ask, ASK_MS, name, take);
  });
}

document.querySelectorAll('form[action="/uploads/"]').forEach(follow);
