/* SPDX-License-Identifier: MIT
 *
 * The options of a form's field in the gallery: what a page can set, each once.
 */
import { held, quiet } from './gallery-states.js';

export const options = () => [
  { name: 'label', title: 'With a label', attributes: { label: 'Your papers' } },
  { name: 'one', title: 'One file only', members: { multiple: false } },
  { name: 'required', title: 'Required', attributes: { name: 'files', required: '' } },
  {
    name: 'disabled',
    title: 'Disabled',
    attributes: { label: 'Your papers', disabled: '' },
    uploads: [quiet(Date.now())],
  },
  {
    name: 'fieldset',
    title: 'In a disabled fieldset',
    inside: { tag: 'fieldset', attributes: { disabled: '' } },
  },
  {
    name: 'autostart',
    title: 'Files that wait for the button',
    attributes: { autostart: 'no' },
    uploads: [held('first.pdf', 1_234_000), held('second.pdf', 567_000)],
  },
  {
    name: 'accept',
    title: 'Types and sizes',
    attributes: { accept: 'image/*, .pdf', 'max-size': '20 MB', 'max-files': '3' },
  },
];

/** The field is invalid, and says which files it does not take. */
export const INVALID = {
  name: 'invalid',
  title: 'Invalid: files that cannot be chosen',
  attributes: { name: 'files', required: '', accept: '.pdf', 'max-size': '2 kB', 'max-files': '1' },
};

/** Files of which each breaks a rule of it, or is one too many. */
export function refusedFiles() {
  return [
    new File(['a'], 'photo.png', { type: 'image/png' }),
    new File([new Uint8Array(3_000)], 'long.pdf'),
    new File(['a'], 'first.pdf'),
    new File(['b'], 'second.pdf'),
  ];
}
