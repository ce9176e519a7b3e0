/* SPDX-License-Identifier: MIT
 *
 * From an upload to the view of its row.
 */
import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import type { FileFacts, Loss } from '../view/file-facts.js';
import { type FileView, viewFile } from '../view/file-view.js';
import { phaseOf } from '../view/phase.js';
import type { Phase, Words } from '../view/words.js';
import { isLost } from './lost-uploads.js';

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
  return phaseOf(transfer, document, file !== null, lossOf(upload) !== null);
}

function lossOf(upload: Upload): Loss | null {
  if (upload.isDenied && upload.source.isFollowed) return 'forbidden';
  return isLost(upload) ? 'gone' : null;
}

export function viewUpload(upload: Upload, around: ViewContext): FileView {
  return viewFile(factsOf(upload, around), around.words);
}

export function factsOf(upload: Upload, around: Omit<ViewContext, 'words'>): FileFacts {
  const { client, waitingBefore, now, isListed } = around;
  const { source, document, transfer, heardAt, isUnknown, link } = upload;
  return {
    name: source.name || document?.name || (upload.id ?? ''),
    size: source.size || (document?.size ?? 0),
    transfer,
    document,
    heardAt,
    isUnknown,
    loss: lossOf(upload),
    waitingBefore,
    hasFile: source.file !== null,
    isFollowed: source.isFollowed === true,
    isListed: isListed === true,
    link,
    serverProblem: client.problem,
    now,
  };
}
