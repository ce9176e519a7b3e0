/* SPDX-License-Identifier: MIT
 *
 * The longest request that web servers on the way accept, learned from their refusals. All files of
 * the page keep to it, also after a reload.
 */
import { BrowserStorage } from '../base/browser-storage.js';

/** A front end with a lower limit is of no use for uploads. */
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
   * Halves the limit after a refused request of this length. Returns false where that would be too
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
