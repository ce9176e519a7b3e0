/* SPDX-License-Identifier: MIT
 *
 * What a screen reader says about a file: each change of phase, and each quarter of the bytes.
 */
import type { FileView } from './file-view.js';
import { spokenPercent } from './say.js';
import { ENGLISH, type Words } from './words.js';

const QUARTER = 25;

/** The sentence for the change from one view to the next; null where there is none. */
export function announcement(
  before: FileView | undefined,
  after: FileView,
  words: Words = ENGLISH,
): string | null {
  if (before?.phase !== after.phase) {
    return [after.name, after.headline, after.problem].filter(Boolean).join(': ');
  }
  if (after.phase === 'processing' && before.headline !== after.headline) {
    return `${after.name}: ${after.headline}`;
  }
  if (after.phase !== 'uploading' || after.percent === null) return null;
  const passed = Math.floor(after.percent / QUARTER) > Math.floor((before.percent ?? 0) / QUARTER);
  return passed ? `${after.name}: ${spokenPercent(after.percent, words)}` : null;
}
