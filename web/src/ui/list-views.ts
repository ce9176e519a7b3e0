/* SPDX-License-Identifier: MIT
 *
 * The views of a list's rows, as far as they are drawn.
 */
import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import type { FileView } from '../view/file-view.js';
import type { Words } from '../view/words.js';
import type { Overview } from './overview.js';
import { viewUpload } from './upload-view.js';

/** The views of a list at one moment. Each is made when it is asked for: most rows are not drawn. */
export class ListViews {
  readonly overview: Overview;
  readonly #client: LoadlineClient;
  readonly #words: Words;
  readonly #before: ReadonlyMap<number, FileView>;
  readonly #made = new Map<number, FileView>();
  readonly #now = Date.now();

  /** `before` has the views that were shown last. */
  constructor(
    client: LoadlineClient,
    overview: Overview,
    words: Words,
    before: ListViews | null = null,
  ) {
    this.overview = overview;
    this.#client = client;
    this.#words = words;
    this.#before = before ? before.#made : new Map();
  }

  of(upload: Upload): FileView {
    const { key } = upload;
    const made = this.#made.get(key);
    if (made) return made;
    const view = unlessSame(this.#make(upload), this.#before.get(key));
    this.#made.set(key, view);
    return view;
  }

  /** What was shown of it before; undefined where it was not shown. */
  before({ key }: Upload): FileView | undefined {
    return this.#before.get(key);
  }

  #make(upload: Upload): FileView {
    return viewUpload(upload, {
      client: this.#client,
      waitingBefore: this.overview.places.get(upload.key) ?? 0,
      now: this.#now,
      words: this.#words,
      isListed: true,
    });
  }
}

/** The previous view where the new one equals it: its row need not be drawn again. */
function unlessSame(view: FileView, before: FileView | undefined): FileView {
  return before && JSON.stringify(before) === JSON.stringify(view) ? before : view;
}
