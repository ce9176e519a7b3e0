/* SPDX-License-Identifier: MIT
 *
 * The uploads that a request over plain HTTP watches, and the version that was seen of each, so
 * that no event is missing or repeated.
 */
import { ALL, type RelayMessage, SITE } from './relay-protocol.js';

/** The version of an upload that the server does not have. */
const NO_VERSION = '0-0';

export class Watchlist {
  readonly #seen = new Map<string, string | null>();

  /** Which of ALL and SITE are watched. */
  get lists(): string[] {
    return [ALL, SITE].filter((name) => this.#seen.has(name));
  }

  get isEmpty(): boolean {
    return this.#seen.size === 0;
  }

  /** Returns whether it is new on the list. */
  add(id: string): boolean {
    if (this.#seen.has(id)) return false;
    this.#seen.set(id, null);
    return true;
  }

  remove(id: string): boolean {
    return this.#seen.delete(id);
  }

  /**
   * Notes the version in the message; returns the id if this is the first message of that upload.
   */
  saw(message: RelayMessage): string | null {
    if (message.event === 'gone') return this.#note(message.id, NO_VERSION);
    if (message.event !== 'progress') return null;
    const { id, epoch, rev } = message.document;
    return this.#note(id, `${epoch}-${rev}`);
  }

  /** The URL that asks for all of them, each from the version that was seen. */
  question(url: string): string {
    const question = new URL(url);
    const ids = [...this.#seen.keys()].filter((what) => what !== ALL && what !== SITE);
    if (ids.length > 0) question.searchParams.set('ids', ids.join(','));
    if (this.#seen.has(ALL)) question.searchParams.set(ALL, '1');
    if (this.#seen.has(SITE)) question.searchParams.set(SITE, '0');
    const since = [...this.#seen].flatMap(([id, version]) => (version ? [`${id}:${version}`] : []));
    if (since.length > 0) question.searchParams.set('since', since.join(','));
    return question.href;
  }

  #note(id: string, version: string): string | null {
    const before = this.#seen.get(id);
    if (before === undefined) return null;
    this.#seen.set(id, version);
    return before === null ? id : null;
  }
}
