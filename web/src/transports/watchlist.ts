/* SPDX-License-Identifier: MIT
 *
 * The uploads that a request over plain HTTP watches, and the version that was seen of each, so
 * that no event is missing or repeated.
 */
import { newsId, newsVersion } from '../store/store.js';
import { ALL, isList, type RelayMessage, SITE } from './relay-protocol.js';

/** The version of an upload that the server does not have. */
const NO_VERSION = '0-0';

export class Watchlist {
  readonly #wanted: ReadonlySet<string>;
  readonly #seen = new Map<string, string>();

  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted;
  }

  /** Which of ALL and SITE are watched. */
  get lists(): string[] {
    return [ALL, SITE].filter((name) => this.#wanted.has(name));
  }

  forget(id: string): void {
    this.#seen.delete(id);
  }

  /**
   * Notes the version in the message; returns the id if this is the first message of that upload.
   */
  saw(message: RelayMessage): string | null {
    if (message.event !== 'news' || message.news.kind === 'stale') return null;
    return this.#note(newsId(message.news), newsVersion(message.news) ?? NO_VERSION);
  }

  /** The URL that asks for all of them, each from the version that was seen. */
  question(url: string): string {
    const question = new URL(url);
    const ids = [...this.#wanted].filter((what) => !isList(what));
    if (ids.length > 0) question.searchParams.set('ids', ids.join(','));
    if (this.#wanted.has(ALL)) question.searchParams.set(ALL, '1');
    if (this.#wanted.has(SITE)) question.searchParams.set(SITE, '0');
    const since = [...this.#seen].map((each) => each.join(':'));
    if (since.length > 0) question.searchParams.set('since', since.join(','));
    return question.href;
  }

  #note(id: string, version: string): string | null {
    if (!this.#wanted.has(id)) return null;
    const isFirst = !this.#seen.has(id);
    this.#seen.set(id, version);
    return isFirst ? id : null;
  }
}
