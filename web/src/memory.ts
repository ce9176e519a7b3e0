/* SPDX-License-Identifier: MIT
 *
 * The uploads of this tab, kept over a reload: their URLs and what to show of
 * them, not their bytes. A browser without storage forgets them, no more.
 */
import { isRecord } from './document.js';

export interface Remembered {
  readonly url: string;
  readonly name: string;
  readonly size: number;
}

/** Older ones are gone from most servers. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

export class Memory {
  readonly #key: string;
  #kept = '';

  constructor(endpoint: string) {
    this.#key = `loadline:${endpoint}`;
  }

  recall(): readonly Remembered[] {
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(this.#key) ?? 'null');
      if (!isRecord(kept) || !Array.isArray(kept.uploads)) return [];
      return Date.now() - Number(kept.at) < KEPT_MS ? kept.uploads.filter(isRemembered) : [];
    } catch {
      return [];
    }
  }

  /** Cheap where nothing has changed. */
  keep(uploads: readonly Remembered[]): void {
    const kept = JSON.stringify(uploads);
    if (kept === this.#kept) return;
    this.#kept = kept;
    try {
      if (uploads.length === 0) sessionStorage.removeItem(this.#key);
      else sessionStorage.setItem(this.#key, JSON.stringify({ at: Date.now(), uploads }));
    } catch {
      // Full, or not allowed.
    }
  }
}

function isRemembered(value: unknown): value is Remembered {
  return (
    isRecord(value) &&
    typeof value.url === 'string' &&
    typeof value.name === 'string' &&
    typeof value.size === 'number'
  );
}
