/* SPDX-License-Identifier: MIT
 *
 * What both transports over plain HTTP share. They use fetch(), which can send a token. A change of
 * the watched uploads starts a new request, which resumes where the last one was.
 */
import { Alarm } from '../base/alarm.js';
import { LiveTransport } from './live-transport.js';
import type { RelayMessage } from './relay-protocol.js';
import { Watchlist } from './watchlist.js';

/** Uploads that are added within this time share one request. */
const GATHER_MS = 50;

export abstract class HttpTransport extends LiveTransport {
  protected readonly watched = new Watchlist();
  readonly #gather = new Alarm();
  #request: AbortController | null = null;

  /** Sends the request and handles what comes, until the signal or the end of the answer. */
  protected abstract follow(signal: AbortSignal): Promise<void>;

  watch(id: string): void {
    if (this.watched.add(id)) this.restart(GATHER_MS);
  }

  unwatch(id: string): void {
    if (this.watched.remove(id)) this.restart(GATHER_MS);
  }

  protected begin(): void {
    this.restart(0);
  }

  protected end(): void {
    this.#gather.stop();
    this.#request?.abort();
  }

  /** Starts a new request for all uploads that are watched by then. */
  protected restart(afterMs: number): void {
    if (this.isOpen) this.#gather.set(afterMs, () => void this.#ask());
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
    if (this.watched.isEmpty) return;
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
