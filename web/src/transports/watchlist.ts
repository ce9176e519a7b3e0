/* SPDX-License-Identifier: MIT
 *
 * The uploads that a plain HTTP request asks for, and what was seen of each, so that nothing is
 * told twice and nothing is left out.
 */
import { ALL, type RelayMessage, SITE } from './relay-protocol.js';

/** Seen, and there was nothing. */
const NO_VERSION = '0-0';

export class Watchlist {
  readonly #seen = new Map<string, string | null>();

  /** What of ALL and SITE is watched. */
  get lists(): string[] {
    return [ALL, SITE].filter((name) => this.#seen.has(name));
  }

  get isEmpty(): boolean {
    return this.#seen.size === 0;
  }

  /** False where it is on the list already. */
  add(id: string): boolean {
    if (this.#seen.has(id)) return false;
    this.#seen.set(id, null);
    return true;
  }

  remove(id: string): boolean {
    return this.#seen.delete(id);
  }

  /** Notes the version that it brings; gives the id where this is the first word of that upload. */
  saw(message: RelayMessage): string | null {
    if (message.event === 'gone') return this.#note(message.id, NO_VERSION);
    if (message.event !== 'progress') return null;
    const { id, epoch, rev } = message.document;
    return this.#note(id, `${epoch}-${rev}`);
  }

  /** The URL that asks for all of them, from where they were seen. */
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
