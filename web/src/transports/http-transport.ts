/* SPDX-License-Identifier: MIT
 *
 * News as the answer to an ordinary request. Read by fetch(), which can show a token; a change of
 * what is watched is a new request that goes on where the last one was.
 */
import { Alarm } from '../base/alarm.js';
import { LiveTransport } from './live-transport.js';
import type { RelayMessage } from './relay-protocol.js';
import { Watchlist } from './watchlist.js';

/** Uploads that are added together become one request. */
const GATHER_MS = 50;

export abstract class HttpTransport extends LiveTransport {
  protected readonly watched = new Watchlist();
  readonly #gather = new Alarm();
  #request: AbortController | null = null;

  /** Asks, and takes what comes until the signal or the end. */
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

  /** Asks anew, for what is watched by then. */
  protected restart(afterMs: number): void {
    if (this.isOpen) this.#gather.set(afterMs, () => void this.#ask());
  }

  /** Whatever is heard of an upload for the first time also says that it is watched. */
  protected override take(message: RelayMessage): void {
    const first = this.watched.saw(message);
    if (first !== null) this.events.watching(first);
    super.take(message);
  }

  async #ask(): Promise<void> {
    this.#request?.abort();
    // With nothing to ask for there is nothing to find out: the next rung is no better.
    if (this.watched.isEmpty) return;
    this.#request = new AbortController();
    const { signal } = this.#request;
    try {
      await this.follow(signal);
    } catch {
      // As good as its end.
    }
    if (!signal.aborted) this.down();
  }
}
