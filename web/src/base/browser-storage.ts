/* SPDX-License-Identifier: MIT
 *
 * A browser's storage, of which every call may fail: full, switched off by the person, forbidden in
 * a sandboxed frame, or not there at all. What cannot be kept is forgotten; nothing waits for it
 * and nothing breaks over it.
 */
export type StorageName = 'localStorage' | 'sessionStorage';

export class BrowserStorage {
  readonly #name: StorageName;

  constructor(name: StorageName) {
    this.#name = name;
  }

  get(key: string): string | null {
    return attempt(() => this.#storage?.getItem(key) ?? null, null);
  }

  /** Tells whether it is kept. */
  set(key: string, value: string): boolean {
    return attempt(() => {
      this.#storage?.setItem(key, value);
      return this.#storage !== undefined;
    }, false);
  }

  remove(key: string): void {
    attempt(() => this.#storage?.removeItem(key), undefined);
  }

  keys(prefix: string): readonly string[] {
    return attempt(() => {
      const storage = this.#storage;
      const all = Array.from({ length: storage?.length ?? 0 }, (_, at) => storage?.key(at));
      return all.filter((key) => typeof key === 'string' && key.startsWith(prefix)) as string[];
    }, []);
  }

  /**
   * Already asking for it may be refused. Android's WebView gives null where it is switched off.
   */
  get #storage(): Storage | undefined {
    return (globalThis as Partial<Record<StorageName, Storage | null>>)[this.#name] ?? undefined;
  }
}

function attempt<T>(what: () => T, otherwise: T): T {
  try {
    return what();
  } catch {
    return otherwise;
  }
}
