/* SPDX-License-Identifier: MIT
 *
 * Every state of the component on one page, for people who work on its look and for tests that take pictures of it.
 * The clients are fake: they hold uploads that never change. gallery.html?lang=ar shows another language.
 */
import { INVALID, options, refusedFiles } from './gallery-options.js';
import { client, quiet, states } from './gallery-states.js';

const LANGUAGES = 'en ar de es fr he it ja nl pl pt sv tr uk zh'.split(' ');
const HOUR_MS = 3_600_000;
const now = Date.now();

const HEALTH = [
  { state: 'idle' },
  { state: 'connecting' },
  { state: 'live' },
  { state: 'delayed', heardAt: now - 40_000 },
  { state: 'reconnecting', retryAt: now + HOUR_MS },
  { state: 'polling', isFallback: false, retryAt: null },
  { state: 'polling', isFallback: true, retryAt: now + HOUR_MS },
  { state: 'refused' },
  { state: 'offline', heardAt: now - 40_000 },
];

function add(parent, tag, members = {}, attributes = {}) {
  const element = Object.assign(document.createElement(tag), members);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent.append(element);
  return element;
}

function section(name, title) {
  const part = add(gallery, 'section', { id: name });
  add(part, 'h2', { textContent: title });
  return part;
}

const language = new URLSearchParams(location.search).get('lang') ?? 'en';
const gallery = document.getElementById('gallery');
for (const each of LANGUAGES) {
  const link = { href: `?lang=${each}`, textContent: each, lang: each };
  add(
    document.getElementById('languages'),
    'a',
    link,
    each === language ? { 'aria-current': 'page' } : {},
  );
}

await import('./loadline.min.js');

/** The component in the language; the page's own words stay English. */
function show(part, held, members = {}, attributes = {}) {
  const shown = { client: held, lang: language, multiple: true, ...members };
  return add(part, 'loadline-upload', shown, attributes);
}

const accept = { types: [], refusedTypes: [], extensions: [], refusedExtensions: [] };
const limits = { capabilities: { maxSize: 200_000_000, accept } };
show(section('empty', 'Before the first file'), client([]));
show(section('limited', 'With a limit'), client([], limits));
show(section('folders', 'With folders'), client([]), { folders: true });
for (const [name, title, uploads] of states(now)) show(section(name, title), client(uploads));
for (const { name, title, uploads = [], members, attributes, inside } of options()) {
  const part = section(name, title);
  const place = inside ? add(part, inside.tag, {}, inside.attributes) : part;
  show(place, client(uploads), members, attributes);
}
const invalid = show(section(INVALID.name, INVALID.title), client([]), {}, INVALID.attributes);
const health = section('health', 'How fresh the updates are');
for (const each of HEALTH) show(health, client([quiet(now)], { health: each }));

// What is refused is said in the language of that moment.
for (let frames = 0; invalid.words.language !== language && frames < 300; frames++) {
  await new Promise(requestAnimationFrame);
}
invalid.add(refusedFiles());
