/* SPDX-License-Identifier: MIT
 *
 * Which uploads from before a reload are resumed by files that are chosen again.
 */
import type { Upload } from './upload.js';

/** The new uploads by the listed ones that they resume; each resumes one at most. */
export function resumedBy(
  uploads: readonly Upload[],
  listed: readonly Upload[],
): ReadonlyMap<Upload, Upload> {
  const awaiting = new Set(listed.filter(({ file }) => file === null));
  const resumed = new Map<Upload, Upload>();
  for (const upload of uploads) {
    for (const begun of awaiting) {
      if (!begun.awaits(upload.source)) continue;
      awaiting.delete(begun);
      resumed.set(begun, upload);
      break;
    }
  }
  return resumed;
}
