/* SPDX-License-Identifier: MIT
 *
 * From an upload to the view of its row.
 */
import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import { type FileView, viewFile } from '../view/file-view.js';
import type { Words } from '../view/words.js';

/** Elements render this often while an upload is not over: countdowns and times left move. */
export const TICK_MS = 1_000;

/** What a view needs besides the upload itself. */
export interface ViewContext {
  readonly client: LoadlineClient;
  /** How many files before it wait too. */
  readonly waitingBefore: number;
  /** By this page's clock. */
  readonly now: number;
  readonly words: Words;
}

export function viewUpload(upload: Upload, around: ViewContext): FileView {
  const { client, waitingBefore, now, words } = around;
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
      serverProblem: client.problem,
      now,
    },
    words,
  );
}
