/* SPDX-License-Identifier: MIT
 *
 * Whether the server has lost an upload that began before a reload. Only its record may be missing, as
 * after Redis was emptied: it may come back. The upload's own URL tells what is on the disk.
 */
import type { Upload } from '../client/upload.js';
import { hasKey } from '../server/upload-url.js';

/** By upload: what its URL told. */
const answers = new WeakMap<Upload, boolean>();

/** Asks once; until the answer comes, nothing is lost. */
export function isLost(upload: Upload): boolean {
  const { isGone, file, transfer } = upload;
  const { url } = transfer;
  if (!isGone) answers.delete(upload);
  else if (file === null && hasKey(url) && !answers.has(upload)) void ask(upload, String(url));
  return isGone && (answers.get(upload) ?? true);
}

async function ask(upload: Upload, url: string): Promise<void> {
  answers.set(upload, false);
  const headers = { 'Tus-Resumable': '1.0.0' };
  const isThere = await fetch(url, { method: 'HEAD', headers }).then(
    ({ ok }) => ok,
    () => false,
  );
  answers.set(upload, !isThere);
}
