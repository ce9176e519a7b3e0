/* SPDX-License-Identifier: MIT
 *
 * Makes the elements known to the page, once, whoever asks first.
 */
import { LoadlineBar } from './ui/bar.js';
import { LoadlineFile } from './ui/file.js';
import { LoadlineStages } from './ui/stages.js';
import { LoadlineStatus } from './ui/status.js';
import { LoadlineUpload } from './ui/upload.js';

const ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  'loadline-bar': LoadlineBar,
  'loadline-stages': LoadlineStages,
  'loadline-status': LoadlineStatus,
  'loadline-file': LoadlineFile,
  'loadline-upload': LoadlineUpload,
};

for (const [name, element] of Object.entries(ELEMENTS)) {
  if (!customElements.get(name)) customElements.define(name, element);
}

declare global {
  interface HTMLElementTagNameMap {
    'loadline-upload': LoadlineUpload;
  }
}
