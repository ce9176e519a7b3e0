/* SPDX-License-Identifier: MIT
 *
 * The browser's storage. Every call of it may fail: the storage is full, the person switched it
 * off, a sandboxed frame forbids it, or there is none. A value that cannot be stored is lost; no
 * caller waits for storage or fails with it.
 */
export type StorageName = 'localStorage' | 'sessionStorage';

export class BrowserStorage {
  readonly #name: StorageName;

  constructor(name: StorageName) {
    this.#name = name;
  }

  get(key: string): string | null {
    return attempt(() => this.storage?.getItem(key) ?? null, null);
  }

  /** Returns whether the value is stored. */
  set(key: string, value: string): boolean {
    return attempt(() => {
      this.storage?.setItem(key, value);
      return this.storage !== undefined;
    }, false);
  }

  remove(key: string): void {
    attempt(() => this.storage?.removeItem(key), undefined);
  }

  /** Even the access may throw. Android's WebView gives null where storage is switched off. */
  protected get storage(): Storage | undefined {
    return (globalThis as Partial<Record<StorageName, Storage | null>>)[this.#name] ?? undefined;
  }
}

/** What the call returns, or the other value where it fails. */
export function attempt<T>(what: () => T, otherwise: T): T {
  try {
    return what();
  } catch {
    return otherwise;
  }
}
