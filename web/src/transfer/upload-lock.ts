/* SPDX-License-Identifier: MIT
 *
 * One page at a time sends an upload: the lock of its URL, which all tabs of this browser share (Web
 * Locks). A page that is closed gives its locks back. Browsers without such locks, and pages over
 * plain http, send at once: the server lets the newest request win there.
 */
export class UploadLock {
  /** Of the lock that this page holds. */
  #url: string | null = null;
  #giveBack: (() => void) | null = null;
  #waiting: AbortController | null = null;
  /** The present request; what an earlier one gets is given back at once. */
  #attempt: object | null = null;
  #answered: Promise<unknown> = Promise.resolve();

  /** Takes the lock; resolves with false where another page holds it. */
  async take(url: string): Promise<boolean> {
    if (url === this.#url) return true;
    this.release();
    const attempt = {};
    this.#attempt = attempt;
    // The browser must have taken back an earlier lock.
    await this.#answered;
    return attempt === this.#attempt && this.#request(url, { ifAvailable: true });
  }

  /** Waits for its turn; resolves with false where release() came before. */
  wait(url: string): Promise<boolean> {
    this.release();
    this.#waiting = new AbortController();
    this.#attempt = {};
    return this.#request(url, { signal: this.#waiting.signal });
  }

  /** Gives the lock back, or ends the wait for it. */
  release(): void {
    this.#waiting?.abort();
    this.#giveBack?.();
    this.#url = this.#giveBack = this.#waiting = this.#attempt = null;
  }

  #request(url: string, options: LockOptions): Promise<boolean> {
    const locks = globalThis.navigator?.locks as LockManager | undefined;
    if (!locks) return Promise.resolve(true);
    const attempt = this.#attempt;
    return new Promise((resolve) => {
      const hold = (lock: Lock | null) => {
        const isMine = lock !== null && attempt === this.#attempt;
        resolve(isMine);
        return isMine ? this.#hold(url) : undefined;
      };
      // A browser that forbids locks here must not keep the page from sending.
      this.#answered = locks
        .request(`loadline:${url}`, options, hold)
        .catch(() => resolve(attempt === this.#attempt));
    });
  }

  /** Settles when the lock is given back. */
  #hold(url: string): Promise<void> {
    this.#url = url;
    return new Promise((resolve) => {
      this.#giveBack = resolve;
    });
  }
}
