/* SPDX-License-Identifier: MIT
 *
 * From uploads to the views of their rows.
 */
import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import { type FileView, viewFile } from '../view/file-view.js';
import { phaseOf } from '../view/phase.js';
import type { Phase, Words } from '../view/words.js';
import { isLost } from './lost-uploads.js';

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
  /** Whether a person may remove it from the list that it stands in. */
  readonly isListed?: boolean;
}

/** The phase of an upload of a list. */
export function phaseOfUpload(upload: Upload): Phase {
  const { transfer, document, file } = upload;
  return phaseOf(transfer, document, file !== null, isLost(upload));
}

export function viewUpload(upload: Upload, around: ViewContext): FileView {
  const { client, waitingBefore, now, words, isListed } = around;
  const { source, document, transfer, heardAt, isUnknown, link } = upload;
  return viewFile(
    {
      name: source.name || document?.name || (upload.id ?? ''),
      size: source.size || (document?.size ?? 0),
      transfer,
      document,
      heardAt,
      isUnknown,
      isGone: isLost(upload),
      waitingBefore,
      hasFile: source.file !== null,
      isFollowed: source.isFollowed === true,
      isListed: isListed === true,
      link,
      serverProblem: client.problem,
      now,
    },
    words,
  );
}

/** The views of a list, by the keys of its uploads; `before` has those that were shown last. */
export function viewUploads(
  client: LoadlineClient,
  before: ReadonlyMap<number, FileView>,
  words: Words,
): Map<number, FileView> {
  const now = Date.now();
  const views = new Map<number, FileView>();
  let waitingBefore = 0;
  for (const upload of client.uploads) {
    const view = viewUpload(upload, { client, waitingBefore, now, words, isListed: true });
    views.set(upload.key, unlessSame(view, before.get(upload.key)));
    if (upload.transfer.state === 'waiting') waitingBefore++;
  }
  return views;
}

/** The previous view where the new one equals it: its row need not be drawn again. */
function unlessSame(view: FileView, before: FileView | undefined): FileView {
  return before && JSON.stringify(before) === JSON.stringify(view) ? before : view;
}
