/* SPDX-License-Identifier: MIT
 *
 * A call when one of some elements gets another size, and once for each new one.
 */
export class WatchedSizes {
  readonly #observer: ResizeObserver;
  #watched: readonly Element[] = [];

  constructor(changed: () => void) {
    this.#observer = new ResizeObserver(changed);
  }

  /** These elements only, from now on. */
  watch(...elements: readonly (Element | null)[]): void {
    const wanted = elements.filter((each) => each !== null);
    for (const each of this.#watched) if (!wanted.includes(each)) this.#observer.unobserve(each);
    for (const each of wanted) if (!this.#watched.includes(each)) this.#observer.observe(each);
    this.#watched = wanted;
  }
}
