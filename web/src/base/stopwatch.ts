/* SPDX-License-Identifier: MIT
 *
 * How long ago something was, for what may have slept through it. The clock of the wall can be set,
 * also back; the one that nobody sets stands still in some browsers while the device sleeps. The
 * longer time of both counts.
 */
export class Stopwatch {
  readonly #wallMs = Date.now();
  readonly #steadyMs = performance.now();

  get elapsedMs(): number {
    return Math.max(Date.now() - this.#wallMs, performance.now() - this.#steadyMs);
  }
}
