/* SPDX-License-Identifier: MIT
 *
 * A call every second, as long as it is needed: countdowns and times left move.
 */
const TICK_MS = 1_000;

export class Ticker {
  readonly #call: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(call: () => void) {
    this.#call = call;
  }

  keep(isNeeded: boolean): void {
    if (isNeeded) {
      this.#timer ??= setInterval(this.#call, TICK_MS);
      return;
    }
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
