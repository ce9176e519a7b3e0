/* SPDX-License-Identifier: MIT
 *
 * Unfinished uploads of this browser, to be found again when the same file is
 * chosen after a reload or in another tab: where each is, and a sample of its
 * content. Each has an item of its own, so that tabs do not overwrite each other's.
 */

import { KEPT_MS, Shelf } from '../base/browser-storage.js';
import { isRecord, parseJson } from '../base/json.js';

export interface EarlierUpload {
  readonly url: string;
  /** As sampleOf() made it. */
  readonly sample: string;
}

interface Item extends EarlierUpload {
  readonly key: string;
  readonly at: number;
}

const PREFIX = 'loadline-unfinished:';
/** The newest that are kept. */
const KEPT_COUNT = 200;

export class EarlierUploads {
  readonly #endpoint: string;
  /** Where the first has no room, the second keeps them as long as the tab. */
  readonly #shelves = [new Shelf('localStorage'), new Shelf('sessionStorage')];

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  /** Those of a file of this name, type, size and time; the newest first. */
  find(file: File): readonly EarlierUpload[] {
    this.#tidy();
    return this.#items(this.#prefixOf(file));
  }

  /** Keeps it, or its age: what is gone on with is young again. */
  keep(file: File, { url, sample }: EarlierUpload): void {
    this.forget(url);
    const value = JSON.stringify({ url, sample, at: Date.now() });
    const key = this.#prefixOf(file) + url;
    this.#shelves.some((shelf) => shelf.set(key, value));
    this.#tidy();
  }

  forget(url: string): void {
    for (const item of this.#items(PREFIX)) if (item.url === url) this.#remove(item);
  }

  #tidy(): void {
    for (const [at, item] of this.#items(PREFIX).entries()) {
      if (at >= KEPT_COUNT || Date.now() - item.at > KEPT_MS) this.#remove(item);
    }
  }

  #prefixOf({ name, type, size, lastModified }: File): string {
    return `${PREFIX}${JSON.stringify([this.#endpoint, name, type, size, lastModified])}:`;
  }

  #items(prefix: string): readonly Item[] {
    const items = this.#shelves.flatMap((shelf) =>
      shelf.keys(prefix).map((key) => readItem(key, shelf.get(key))),
    );
    return items.sort((one, other) => other.at - one.at);
  }

  #remove({ key }: Item): void {
    for (const shelf of this.#shelves) shelf.remove(key);
  }
}

/** What cannot be read is as old as can be. */
function readItem(key: string, text: string | null): Item {
  const value = parseJson(text);
  const { url, sample, at } = isRecord(value) ? value : {};
  return { key, url: String(url), sample: String(sample), at: Number(at) || 0 };
}
