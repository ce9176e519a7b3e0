/* SPDX-License-Identifier: MIT
 *
 * The page script of the test of the plugin for Uppy: Uppy's own status bar, its
 * plugin Tus, and the server's stages.
 */
import Uppy from '@uppy/core';
import StatusBar from '@uppy/status-bar';
import Tus from '@uppy/tus';
import { LoadlineStages } from '../src/uppy/stages-plugin.js';

const endpoint = new URL('/uploads/', location.href).href;
const uppy = new Uppy()
  .use(StatusBar, { target: '#bar' })
  .use(Tus, { endpoint, removeFingerprintOnSuccess: true })
  .use(LoadlineStages, { endpoint });

const seen: string[] = [];
const output = document.querySelector('output');
uppy.on('postprocess-progress', (_file, progress) => {
  if (progress.message && seen.at(-1) !== progress.message) seen.push(progress.message);
  if (output) output.textContent = seen.join('\n');
});
// All that the status bar has ever said: a step may be over before a test looks again.
const bar = document.querySelector('#bar');
const said = new Set<string>();
new MutationObserver(() => {
  said.add(bar?.textContent ?? '');
  if (output) output.dataset.bar = [...said].join('\n');
}).observe(bar ?? document.body, { childList: true, characterData: true, subtree: true });

uppy.on('complete', ({ successful, failed }) => {
  if (output) output.dataset.ended = `${successful?.length ?? 0} ${failed?.length ?? 0}`;
});
document.querySelector('input')?.addEventListener('change', (event) => {
  for (const file of (event.target as HTMLInputElement).files ?? []) {
    uppy.addFile({ name: file.name, type: file.type, data: file });
  }
  void uppy.upload();
});
document.querySelector('button')?.addEventListener('click', () => void uppy.retryAll());
Object.assign(window, { uppy });
if (output) output.dataset.ended = '';
