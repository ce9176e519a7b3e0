/* SPDX-License-Identifier: MIT
 *
 * A call for changes that may come faster than the page is drawn: at once after a quiet time, and
 * then once per frame. A page that nobody sees is not drawn: there each change counts.
 */

/** A page that is not drawn for this long, though it is visible, is called all the same. */
const NOT_DRAWN_MS = 200;

export class FrameAlarm {
  readonly #call: () => void;
  #frame: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isWanted = false;

  constructor(call: () => void) {
    this.#call = call;
  }

  set(): void {
    if (this.#frame !== null && !document.hidden) {
      this.#isWanted = true;
      return;
    }
    this.stop();
    this.#frame = requestAnimationFrame(() => this.flush());
    this.#timer = setTimeout(() => this.flush(), NOT_DRAWN_MS);
    this.#call();
  }

  /** Makes the call that waits for the next frame now. */
  flush(): void {
    const isWanted = this.#isWanted;
    this.stop();
    if (isWanted) this.set();
  }

  stop(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = null;
    this.#isWanted = false;
  }
}
