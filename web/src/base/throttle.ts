/* SPDX-License-Identifier: MIT
 *
 * A throttle for changes that come faster than a person can read: the first call is made at once, the
 * next ones so many milliseconds apart. In a page that nobody sees each change counts.
 */
export class Throttle {
  readonly #call: () => void;
  readonly #ms: number;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isWanted = false;

  constructor(call: () => void, ms: number) {
    this.#call = call;
    this.#ms = ms;
  }

  set(): void {
    if (this.#timer !== null && !document.hidden) {
      this.#isWanted = true;
      return;
    }
    this.stop();
    this.#timer = setTimeout(() => this.flush(), this.#ms);
    this.#call();
  }

  /** Makes the call that waits now. */
  flush(): void {
    const isWanted = this.#isWanted;
    this.stop();
    if (isWanted) this.set();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#isWanted = false;
  }
}
