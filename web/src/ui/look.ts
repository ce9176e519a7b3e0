/* SPDX-License-Identifier: MIT
 *
 * From an upload to what is shown of it.
 */
import type { Upload } from '../upload.js';
import { type FileView, viewFile } from '../view.js';
import type { Words } from '../words.js';

/** `now` is this page's clock; `waitingBefore` the files before it that wait too. */
export function lookAt(upload: Upload, waitingBefore: number, now: number, words: Words): FileView {
  const { source, document, transfer, heardAt, isUnknown, link } = upload;
  return viewFile(
    {
      name: source.name || document?.name || (upload.id ?? ''),
      size: source.size || (document?.size ?? 0),
      transfer,
      document,
      heardAt,
      isUnknown,
      waitingBefore,
      hasFile: source.file !== null,
      isFollowed: source.isFollowed === true,
      link,
      now,
    },
    words,
  );
}
