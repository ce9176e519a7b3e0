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
  const byName = new Map<string, Upload[]>();
  for (const each of listed) {
    if (each.file !== null) continue;
    const { name } = each.source;
    const same = byName.get(name);
    if (same) same.push(each);
    else byName.set(name, [each]);
  }
  const resumed = new Map<Upload, Upload>();
  for (const upload of uploads) {
    const { source } = upload;
    const begun = byName
      .get(source.name)
      ?.find((each) => !resumed.has(each) && each.awaits(source));
    if (begun) resumed.set(begun, upload);
  }
  return resumed;
}
