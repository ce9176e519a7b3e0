/* SPDX-License-Identifier: MIT
 *
 * How much the web servers on the way take in one request, as far as they have said so by refusing
 * more. Every file of the page keeps to it, also after a reload.
 */
import { BrowserStorage } from '../base/browser-storage.js';

/** Front ends that take less than this are of no use for uploads. */
const SMALLEST_BYTES = 65_536;

export class ChunkLimit {
  readonly #key: string;
  readonly #storage = new BrowserStorage('sessionStorage');
  #bytes: number;

  constructor(endpoint: string) {
    this.#key = `loadline-chunk:${endpoint}`;
    const kept = Number(this.#storage.get(this.#key) ?? Number.POSITIVE_INFINITY);
    this.#bytes = kept >= SMALLEST_BYTES ? kept : Number.POSITIVE_INFINITY;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * A request of so many bytes was refused: half of it from now on. False where that would be too
   * little.
   */
  refuse(bytes: number): boolean {
    if (bytes <= SMALLEST_BYTES) return false;
    const half = Math.max(SMALLEST_BYTES, Math.ceil(bytes / 2));
    this.#bytes = Math.min(this.#bytes, half);
    this.#storage.set(this.#key, String(this.#bytes));
    return true;
  }
}
