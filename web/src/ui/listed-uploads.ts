/* SPDX-License-Identifier: MIT
 *
 * Questions about single uploads of a list.
 */
import type { Upload } from '../client/upload.js';
import { capabilityOf } from '../server/upload-url.js';
import { phaseOfUpload } from './upload-view.js';

/** ID, or ID.KEY, of an upload that the value lists. */
export function whichIsFollowed({ source, transfer: { url } }: Upload): string[] {
  const which = source.isFollowed && url !== null ? capabilityOf(url) : null;
  return which === null ? [] : [which];
}

/** Whether the id, or ID.KEY, names the upload. */
export function isOf(id: string, upload: Upload): boolean {
  return upload.id !== null && id.startsWith(upload.id);
}

/** Whether it is one of the files that are counted: not cancelled, and not to be chosen again. */
export function takesPlace(upload: Upload): boolean {
  const phase = phaseOfUpload(upload);
  return (
    phase !== 'cancelled' &&
    (phase !== 'paused' || upload.file !== null || !!upload.source.isFollowed)
  );
}
