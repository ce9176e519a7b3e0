/* SPDX-License-Identifier: MIT
 *
 * The files that were chosen and are not in the list yet. Many are added in several turns, in order:
 * browsers look at the disk for the size of each, and the page stays responsive.
 */

/** So many files are added at a time. */
const FILES_AT_ONCE = 20;

export class ChosenFiles {
  readonly #add: (files: readonly File[]) => void;
  #waiting: readonly File[] = [];

  constructor(add: (files: readonly File[]) => void) {
    this.#add = add;
  }

  get count(): number {
    return this.#waiting.length;
  }

  take(files: Iterable<File>): void {
    const isUnderWay = this.#waiting.length > 0;
    this.#waiting = [...this.#waiting, ...files];
    if (!isUnderWay) this.#addSome();
  }

  /** Forgets those that are not in the list yet. */
  clear(): void {
    this.#waiting = [];
  }

  /** Lists the rest at once. */
  addAll(): void {
    const rest = this.#waiting;
    this.#waiting = [];
    if (rest.length > 0) this.#add(rest);
  }

  #addSome(): void {
    const some = this.#waiting.slice(0, FILES_AT_ONCE);
    if (some.length === 0) return;
    this.#waiting = this.#waiting.slice(FILES_AT_ONCE);
    // Before the call: a listener of the page may throw.
    if (this.#waiting.length > 0) setTimeout(() => this.#addSome());
    this.#add(some);
  }
}
