/* SPDX-License-Identifier: MIT
 *
 * The page script of the test of Uppy: as little as a site that uses Uppy's
 * Tus plugin would write. `?chunk=N` sets the plugin's chunkSize. What came of
 * the upload is shown in the page's <output>.
 */
import Uppy from '@uppy/core';
import Tus from '@uppy/tus';

const output = document.querySelector('output');
const input = document.querySelector('input');
const chunk = new URLSearchParams(location.search).get('chunk');

function show(state: string, text: string): void {
  if (!output) return;
  output.dataset.state = state;
  output.textContent = text;
}

const uppy = new Uppy().use(Tus, {
  endpoint: new URL('/uploads/', location.href).href,
  ...(chunk ? { chunkSize: Number(chunk) } : {}),
});
uppy.on('upload-error', (_file, error) => show('failed', error.message));
uppy.on('upload-success', (_file, response) => show('sent', response.uploadURL ?? ''));

input?.addEventListener('change', () => {
  for (const file of input.files ?? []) {
    uppy.addFile({ name: file.name, type: file.type, data: file });
  }
  void uppy.upload();
});
show('ready', '');
