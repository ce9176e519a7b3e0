/* SPDX-License-Identifier: MIT
 *
 * The last rung: polling. It is fast while something changes, slower while nothing does, and backs
 * off while the server does not answer.
 */
import { Alarm } from '../base/alarm.js';
import { backoffDelay, type Random, RETRY_BACKOFF } from '../base/backoff.js';
import type { SnapshotReader } from '../server/snapshot.js';
import { newsId, newsVersion } from '../store/store.js';
import { LiveTransport } from './live-transport.js';
import type { TransportEvents } from './transport.js';

const QUICK_MS = 1_000;
const SLOW_MS = 5_000;
const SLOWER_BY = 1.5;
/** An answer that takes longer makes the transport quiet. */
const ANSWER_MS = 2_000;

interface PollingOptions {
  readonly read: SnapshotReader;
  readonly random: Random;
}

export class PollingTransport extends LiveTransport<PollingOptions> {
  readonly #seen = new Map<string, string>();
  readonly #next = new Alarm();
  #intervalMs = QUICK_MS;
  #failures = 0;
  #isAsking = false;

  constructor(read: SnapshotReader, events: TransportEvents, random: Random) {
    super({ read, random }, events);
  }

  check(): void {
    if (!this.#isAsking) this.#schedule(0);
  }

  protected changed(id: string): void {
    if (this.wanted.has(id)) this.check();
    else this.#seen.delete(id);
  }

  protected begin(): void {
    this.check();
  }

  protected end(): void {
    this.#next.stop();
  }

  /** Polling goes on for as long as it is open. */
  protected override doubt(): void {}

  #schedule(afterMs: number): void {
    if (this.isOpen) this.#next.set(afterMs, () => void this.#poll());
  }

  async #poll(): Promise<void> {
    const ids = [...this.wanted];
    this.#isAsking = true;
    let afterMs: number;
    try {
      afterMs = await this.#ask(ids);
    } catch {
      afterMs = this.#failed();
    }
    this.#isAsking = false;
    const newcomer = [...this.wanted].some((id) => !ids.includes(id));
    this.#schedule(newcomer ? 0 : afterMs);
  }

  /** Sends one request; returns the wait before the next. */
  async #ask(ids: readonly string[]): Promise<number> {
    if (ids.length === 0) return SLOW_MS;
    this.expect(ANSWER_MS);
    const news = await this.options.read(ids);
    if (!this.isOpen) return 0;
    const isDenied = news[0]?.kind === 'denied';
    if (!isDenied) this.#answered(ids);
    let moved = false;
    for (const event of news) {
      const id = newsId(event);
      const version = newsVersion(event);
      if (version !== null) {
        moved ||= this.#seen.get(id) !== version;
        this.#seen.set(id, version);
      }
      this.events.news(event);
    }
    if (isDenied) return this.#failed();
    this.#intervalMs = moved ? QUICK_MS : Math.min(SLOW_MS, this.#intervalMs * SLOWER_BY);
    return this.#intervalMs;
  }

  #answered(ids: readonly string[]): void {
    this.silence.stop();
    this.ready();
    this.quiet(false);
    this.#failures = 0;
    for (const id of ids) {
      if (!this.#seen.has(id)) this.events.watching(id);
    }
  }

  #failed(): number {
    this.silence.stop();
    if (this.isOpen) this.quiet(true);
    return QUICK_MS + backoffDelay(RETRY_BACKOFF, this.#failures++, this.options.random);
  }
}
