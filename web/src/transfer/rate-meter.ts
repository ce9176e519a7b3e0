/* SPDX-License-Identifier: MIT
 *
 * The rate of a growing count, smoothed so that the time left does not jump. It is used until the
 * server's own rate is known.
 */

/** The weight of an old rate halves in this time. */
const HALF_LIFE_MS = 2_000;
/** Shorter steps are added up. */
const STEP_MS = 250;

export class RateMeter {
  #count = 0;
  #at: number | null = null;
  #rate: number | null = null;

  /** Notes the count at the time `now`, in ms of a monotonic clock. */
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
