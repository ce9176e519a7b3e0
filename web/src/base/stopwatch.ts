/* SPDX-License-Identifier: MIT
 *
 * The time since it was made, also across sleep of the device. The wall clock can be set back; the
 * monotonic clock stands still in some browsers while the device sleeps. The longer of both times
 * counts.
 */
export class Stopwatch {
  readonly #wallMs = Date.now();
  readonly #steadyMs = performance.now();

  get elapsedMs(): number {
    return Math.max(Date.now() - this.#wallMs, performance.now() - this.#steadyMs);
  }
}
