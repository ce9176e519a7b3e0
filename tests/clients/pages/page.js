// SPDX-License-Identifier: MIT
//
// What all pages share. A page offers one way to send: send(file, work, success, error) calls one of its last
// two with whatever the library said. What is called first counts: it is what a user would see.

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
  window.upload = async (work) => {
    const file = await makeFile(work);
    return new Promise((resolve) => {
      const end = (reported) => (said) => resolve({ reported, text: words(said) });
      setTimeout(end('nothing'), work.limit_ms, 'time is up');
      send(file, work, end('success'), end('error'));
    });
  };
}
