/* SPDX-License-Identifier: MIT
 *
 * The speed of a count that grows, smoothed so that the time left does not jump. Used until the
 * server's own figure is there.
 */

/** How much an old second still counts: the weight halves every 2 s. */
const HALF_LIFE_MS = 2_000;
/** Steps shorter than this are added up. */
const STEP_MS = 250;

export class RateMeter {
  #count = 0;
  #at: number | null = null;
  #rate: number | null = null;

  /** Notes that the count was this at the time `now`, in ms of a clock that nobody sets. */
  note(count: number, now: number): void {
    if (this.#at === null || count < this.#count) {
      this.reset();
      this.#count = count;
      this.#at = now;
      return;
    }
    const elapsed = now - this.#at;
    if (elapsed < STEP_MS) return;
    const present = ((count - this.#count) * 1000) / elapsed;
    const keep = this.#rate === null ? 0 : 0.5 ** (elapsed / HALF_LIFE_MS);
    this.#rate = (this.#rate ?? 0) * keep + present * (1 - keep);
    this.#count = count;
    this.#at = now;
  }

  /** Per second; null while unknown. */
  get perSecond(): number | null {
    return this.#rate;
  }

  reset(): void {
    this.#at = null;
    this.#rate = null;
  }
}
