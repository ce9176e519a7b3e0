/* SPDX-License-Identifier: MIT
 *
 * Progress for each form on the page that is sent to /uploads/, as pages had it for nginx's upload progress module:
 * the script names the request (X-Progress-ID), sends the form into a frame, and asks for the progress of that name
 * a second after each answer.
 */
const ASK_MS = 1000;
const ANSWER_MS = 10_000;
/** After so many answers without news of the upload the script stops asking. */
const QUIET_ANSWERS = 60;

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

/** Shows an answer; says whether it is news of the upload. */
function show({ state, bar }, answer) {
  if (answer.state === 'uploading') {
    const percent = answer.size > 0 ? Math.floor((answer.received * 100) / answer.size) : 0;
    bar.value = percent;
    state.textContent = `${percent} percent`;
  } else if (answer.state === 'done') {
    bar.value = 100;
    state.textContent = 'Done';
  } else if (answer.state === 'error') {
    state.textContent = `Failed: ${answer.status}`;
  }
  return answer.state === 'uploading' || isOver(answer);
}

function isOver({ state }) {
  return state === 'done' || state === 'error';
}

/** Gives one answer; without a state where the server has none. */
function ask(name, take) {
  const request = new XMLHttpRequest();
  request.open('GET', '/progress/legacy/nginx', true);
  request.setRequestHeader('X-Progress-ID', name);
  request.timeout = ANSWER_MS;
  request.onload = () => take(request.status === 200 ? read(request.responseText) : {});
  request.onerror = () => take({});
  request.ontimeout = request.onerror;
  request.send();
}

function read(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

function follow(form, number) {
  const view = addBar(form, number);
  /** Of the upload that is shown: the form can be sent again. */
  let current = '';
  form.target = view.frame.name;
  form.addEventListener('submit', () => {
    const name = makeName();
    form.action = `/uploads/?X-Progress-ID=${name}`;
    view.bar.hidden = false;
    view.frame.hidden = false;
    view.bar.value = 0;
    view.state.textContent = 'Sending';
    current = name;
    let quiet = 0;
    const take = (answer) => {
      if (name !== current) return;
      quiet = show(view, answer) ? 0 : quiet + 1;
      if (isOver(answer)) return;
      if (quiet < QUIET_ANSWERS) setTimeout(ask, ASK_MS, name, take);
      else view.state.textContent = 'The server does not tell the progress';
    };
    setTimeout(ask, ASK_MS, name, take);
  });
}

document.querySelectorAll('form[action="/uploads/"]').forEach(follow);
