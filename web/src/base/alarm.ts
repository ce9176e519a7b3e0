/* SPDX-License-Identifier: MIT
 *
 * One timer, which is set, set anew and stopped over and over.
 */
export class Alarm {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Rings once; what it was set to before is taken back. */
  set(afterMs: number, ring: () => void): void {
    this.stop();
    this.#timer = setTimeout(ring, afterMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
