/* SPDX-License-Identifier: MIT
 *
 * One timer that can be set again and again.
 */
export class Alarm {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Calls `ring` once. A time that was set before is dropped. */
  set(afterMs: number, ring: () => void): void {
    this.stop();
    this.#timer = setTimeout(ring, afterMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
