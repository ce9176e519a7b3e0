/* SPDX-License-Identifier: MIT
 *
 * Unfinished uploads of this browser, to be found again when the same file is chosen after a reload
 * or in another tab: where each is, and a sample of its content. Each has an item of its own, so
 * that tabs do not overwrite each other's.
 */

import { BrowserStorage } from '../base/browser-storage.js';
import { isRecord, parseJson } from '../base/json.js';

export interface UnfinishedUpload {
  readonly url: string;
  /** As contentSample() made it. */
  readonly sample: string;
}

interface Item extends UnfinishedUpload {
  readonly key: string;
  readonly at: number;
}

/** Most servers have removed what is older than this. */
export const UNFINISHED_KEPT_MS = 7 * 24 * 60 * 60 * 1000;

const PREFIX = 'loadline-unfinished:';
/** The newest that are kept. */
const KEPT_COUNT = 200;

export class UnfinishedUploads {
  readonly #endpoint: string;
  /** Where the first has no room, the second keeps them as long as the tab. */
  readonly #storages = [new BrowserStorage('localStorage'), new BrowserStorage('sessionStorage')];

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  /** Those of a file of this name, type, size and time; the newest first. */
  find(file: File): readonly UnfinishedUpload[] {
    this.#tidy();
    return this.#items(this.#prefixOf(file));
  }

  /** Keeps it, or its age: what is gone on with is young again. */
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

/** What cannot be read is as old as can be. */
function readItem(key: string, text: string | null): Item {
  const value = parseJson(text);
  const { url, sample, at } = isRecord(value) ? value : {};
  return { key, url: String(url), sample: String(sample), at: Number(at) || 0 };
}
