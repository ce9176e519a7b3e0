/* SPDX-License-Identifier: MIT
 *
 * What both transports over plain HTTP share. They use fetch(), which can send a token. A change of
 * the watched uploads starts a new request, which resumes where the last one was.
 */
import { LiveTransport } from './live-transport.js';
import type { RelayMessage } from './relay-protocol.js';
import { Watchlist } from './watchlist.js';

/** Changes within this time share one request, however many follow one another. */
const GATHER_MS = 1_000;

export abstract class HttpTransport extends LiveTransport {
  protected readonly watched = new Watchlist(this.wanted);
  #gather: ReturnType<typeof setTimeout> | undefined;
  #request: AbortController | null = null;

  /** Sends the request and handles what comes, until the signal or the end of the answer. */
  protected abstract follow(signal: AbortSignal): Promise<void>;

  protected begin(): void {
    this.restart();
  }

  protected end(): void {
    this.#request?.abort();
  }

  protected changed(id: string): void {
    if (!this.wanted.has(id)) this.watched.forget(id);
    if (this.isOpen) this.#gather ??= setTimeout(() => this.restart(), GATHER_MS);
  }

  /** Starts a new request for all uploads that are watched. */
  protected restart(): void {
    this.#gather = undefined;
    if (this.isOpen) void this.#ask();
  }

  /** The first event of an upload also acknowledges that it is watched. */
  protected override take(message: RelayMessage): void {
    const first = this.watched.saw(message);
    if (first !== null) this.events.watching(first);
    super.take(message);
  }

  async #ask(): Promise<void> {
    this.#request?.abort();
    // Nothing is watched, so that a request would prove nothing about this transport.
    if (this.wanted.size === 0) return;
    this.#request = new AbortController();
    const { signal } = this.#request;
    try {
      await this.follow(signal);
    } catch {
      // Treated like the end of the answer.
    }
    if (!signal.aborted) this.down();
  }
}
