/* SPDX-License-Identifier: MIT
 *
 * Takes the place of the browser's lock manager: exclusive locks, in the order of the requests.
 */
type Hold = (lock: Lock | null) => unknown;

export class FakeLocks {
  readonly #held = new Set<string>();
  readonly #waiting = new Map<string, (() => void)[]>();

  async request(name: string, { ifAvailable, signal }: LockOptions, hold: Hold): Promise<void> {
    if (this.#held.has(name)) {
      if (ifAvailable) {
        await hold(null);
        return;
      }
      await this.#turn(name, signal);
    }
    this.#held.add(name);
    try {
      await hold({ name, mode: 'exclusive' });
    } finally {
      this.#held.delete(name);
      this.#waiting.get(name)?.shift()?.();
    }
  }

  isHeld(name: string): boolean {
    return this.#held.has(name);
  }

  #turn(name: string, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const queue = this.#waiting.get(name) ?? [];
      this.#waiting.set(name, queue);
      queue.push(resolve);
      signal?.addEventListener('abort', () => {
        const at = queue.indexOf(resolve);
        if (at >= 0) queue.splice(at, 1);
        reject(signal.reason);
      });
    });
  }
}
