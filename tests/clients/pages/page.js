// SPDX-License-Identifier: MIT
//
// What all pages share. A page offers one way to send: send(file, work, success, error) calls one of its last
// two with whatever the library said. What is called first counts: it is what a user would see. It returns what
// the user's second attempt is, where the library has one.

/** The element that a library builds itself around. */
export function place(name = 'div') {
  return document.body.appendChild(document.createElement(name));
}

function words(said) {
  if (said instanceof Error) return said.message;
  return typeof said === 'string' ? said : (JSON.stringify(said) ?? '');
}

async function makeFile({ file, name, type }) {
  const answer = await fetch(file);
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  return new File([await answer.blob()], name, { type });
}

export function offer(send) {
  let settle = () => {};
  let again;
  const attempt = (limit_ms, begin) =>
    new Promise((resolve) => {
      settle = (reported, said) => resolve({ reported, text: words(said) });
      setTimeout(resolve, limit_ms, { reported: 'nothing', text: 'time is up' });
      begin();
    });
  const success = (said) => settle('success', said);
  const error = (said) => settle('error', said);
  window.upload = async (work) => {
    const file = await makeFile(work);
    return attempt(work.limit_ms, () => {
      again = send(file, work, success, error);
    });
  };
  window.again = (work) => attempt(work.limit_ms, () => again());
}
