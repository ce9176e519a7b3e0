/* SPDX-License-Identifier: MIT
 *
 * The tab's list of uploads, kept across a reload: their URLs, names and sizes, not their bytes.
 * Several clients on one page have a place each, numbered in the order in which they ask. Without
 * storage the list is lost, nothing else.
 */

import { BrowserStorage } from '../base/browser-storage.js';
import { isRecord, parseJson } from '../base/json.js';
import { UNFINISHED_KEPT_MS } from '../server/upload-url.js';
import type { Upload } from './upload.js';

export interface SavedUpload {
  readonly url: string;
  readonly name: string;
  readonly size: number;
}

interface AgedUpload extends SavedUpload {
  readonly at: number;
}

/** Ages are rounded to this, so that the storage is not written while bytes flow. */
const AGE_STEP_MS = 60 * 60 * 1000;

/** The places in use by all copies of this library on the page. */
const PLACES = Symbol.for('loadline.memory');

export class SavedList {
  readonly #endpoint: string;
  readonly #storage = new BrowserStorage('sessionStorage');
  readonly #since = new Map<string, number>();
  /** Claimed with the first read or write: a client that only watches has none. */
  #place: string | null = null;
  #kept = '';
  #isTaken = false;

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  recall(): readonly SavedUpload[] {
    const kept = parseJson(this.#storage.get(this.#claim()));
    const found = Array.isArray(kept) ? kept.filter(isAged).filter(isYoung) : [];
    for (const { url, at } of found) this.#since.set(url, at);
    return found;
  }

  /**
   * Stores what a reload would interrupt. Called after each change, of a list that may be long.
   * `isTaken`: from now on what is whole belongs to whoever has got its ids.
   */
  keep(uploads: readonly Upload[], isTaken = false): void {
    this.#isTaken ||= isTaken;
    const now = Date.now() - (Date.now() % AGE_STEP_MS);
    const found = uploads.flatMap((upload) => {
      const { source, transfer } = upload;
      const { url, state } = transfer;
      const isLeftOut = upload.isOver || (this.#isTaken && upload.isWhole);
      if (url === null || source.isFollowed || isLeftOut) return [];
      const at = state === 'sending' ? now : (this.#since.get(url) ?? now);
      this.#since.set(url, at);
      return [{ url, name: source.file?.name ?? source.name, size: source.size, at }];
    });
    if (found.length === 0 && this.#place === null) return;
    const kept = JSON.stringify(found);
    if (kept === this.#kept) return;
    this.#kept = kept;
    this.#storage.set(this.#claim(), kept);
  }

  /** Gives up the place; the next client that asks gets the list. */
  release(): void {
    if (this.#place !== null) placesInUse().delete(this.#place);
    this.#place = null;
  }

  #claim(): string {
    if (this.#place !== null) return this.#place;
    const inUse = placesInUse();
    let number = 0;
    while (inUse.has(`loadline:${number}:${this.#endpoint}`)) number++;
    this.#place = `loadline:${number}:${this.#endpoint}`;
    inUse.add(this.#place);
    return this.#place;
  }
}

function placesInUse(): Set<string> {
  const page = globalThis as { [PLACES]?: Set<string> };
  page[PLACES] ??= new Set();
  return page[PLACES];
}

function isYoung({ at }: AgedUpload): boolean {
  return Date.now() - at < UNFINISHED_KEPT_MS;
}

function isAged(value: unknown): value is AgedUpload {
  return (
    isRecord(value) &&
    typeof value.url === 'string' &&
    typeof value.name === 'string' &&
    typeof value.size === 'number' &&
    typeof value.at === 'number'
  );
}
