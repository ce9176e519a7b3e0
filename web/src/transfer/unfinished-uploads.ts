/* SPDX-License-Identifier: MIT
 *
 * The unfinished uploads of this browser, found again when the same file is chosen after a reload
 * or in another tab: the URL of each, and a sample of its content. Each has its own item in the
 * storage, so that tabs do not overwrite each other.
 */

import { isRecord, parseJson } from '../base/json.js';
import { SearchedStorage } from '../base/searched-storage.js';
import { UNFINISHED_KEPT_MS } from '../server/upload-url.js';

export interface UnfinishedUpload {
  readonly url: string;
  /** The result of contentSample(). */
  readonly sample: string;
}

interface Item extends UnfinishedUpload {
  readonly key: string;
  readonly at: number;
}

const PREFIX = 'loadline-unfinished:';
/** So many are kept, the newest. */
const KEPT_COUNT = 200;

export class UnfinishedUploads {
  readonly #endpoint: string;
  /** The second one, which lives as long as the tab, is used where the first is full. */
  readonly #storages = [new SearchedStorage('localStorage'), new SearchedStorage('sessionStorage')];

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  /** The unfinished uploads of a file with this name, type, size and time; the newest first. */
  find(file: File): readonly UnfinishedUpload[] {
    this.#tidy();
    return this.#items(this.#prefixOf(file));
  }

  /** Tells which files have one, as the storage is now. */
  lookup(): (file: File) => boolean {
    this.#tidy();
    const items = this.#items(PREFIX);
    const prefixes = new Set(items.map(({ key, url }) => key.slice(0, -url.length)));
    return (file) => prefixes.has(this.#prefixOf(file));
  }

  /** Stores an upload, or renews its age. */
  keep(file: File, { url, sample }: UnfinishedUpload): void {
    this.forget(url);
    const value = JSON.stringify({ url, sample, at: Date.now() });
    const key = this.#prefixOf(file) + url;
    this.#storages.some((storage) => storage.set(key, value));
    this.#tidy();
  }

  forget(url: string): void {
    for (const item of this.#items(PREFIX)) if (item.url === url) this.#remove(item);
  }

  #tidy(): void {
    for (const [at, item] of this.#items(PREFIX).entries()) {
      if (at >= KEPT_COUNT || Date.now() - item.at > UNFINISHED_KEPT_MS) this.#remove(item);
    }
  }

  #prefixOf({ name, type, size, lastModified }: File): string {
    return `${PREFIX}${JSON.stringify([this.#endpoint, name, type, size, lastModified])}:`;
  }

  #items(prefix: string): readonly Item[] {
    const items = this.#storages.flatMap((storage) =>
      storage.keys(prefix).map((key) => readItem(key, storage.get(key))),
    );
    return items.sort((one, other) => other.at - one.at);
  }

  #remove({ key }: Item): void {
    for (const storage of this.#storages) storage.remove(key);
  }
}

/** An unreadable item counts as the oldest. */
function readItem(key: string, text: string | null): Item {
  const value = parseJson(text);
  const { url, sample, at } = isRecord(value) ? value : {};
  return { key, url: String(url), sample: String(sample), at: Number(at) || 0 };
}
