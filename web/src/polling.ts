/* SPDX-License-Identifier: MIT
 *
 * The last rung: asking again and again. Quick while something moves, slower
 * while nothing does, and with growing waits while nobody answers.
 */
import { type BackoffPlan, backoffDelay, type Random } from './backoff.js';
import type { SnapshotReader } from './snapshot.js';
import type { Transport, TransportEvents } from './transport.js';

const QUICK_MS = 1_000;
const SLOW_MS = 5_000;
const SLOWER_BY = 1.5;
/** An answer takes less than this, or the channel is not what it was. */
const ANSWER_MS = 2_000;
const FAILED: BackoffPlan = { baseMs: 2_000, capMs: 30_000 };

export class PollingTransport implements Transport {
  readonly #read: SnapshotReader;
  readonly #events: TransportEvents;
  readonly #random: Random;
  readonly #wanted = new Set<string>();
  readonly #seen = new Map<string, string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #intervalMs = QUICK_MS;
  #failures = 0;
  #asking = false;
  #ready = false;
  #quiet = false;
  #ended = false;

  constructor(read: SnapshotReader, events: TransportEvents, random: Random) {
    this.#read = read;
    this.#events = events;
    this.#random = random;
  }

  open(): void {
    this.#schedule(0);
  }

  watch(id: string): void {
    this.#wanted.add(id);
    if (!this.#asking) this.#schedule(0);
  }

  unwatch(id: string): void {
    this.#wanted.delete(id);
    this.#seen.delete(id);
  }

  check(): void {
    if (!this.#asking) this.#schedule(0);
  }

  close(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #schedule(afterMs: number): void {
    clearTimeout(this.#timer);
    if (!this.#ended) this.#timer = setTimeout(() => void this.#poll(), afterMs);
  }

  async #poll(): Promise<void> {
    const ids = [...this.#wanted];
    this.#asking = true;
    let afterMs: number;
    try {
      afterMs = await this.#ask(ids);
    } catch {
      afterMs = this.#failed();
    }
    this.#asking = false;
    const newcomer = [...this.#wanted].some((id) => !ids.includes(id));
    this.#schedule(newcomer ? 0 : afterMs);
  }

  /** One question; gives the wait until the next. */
  async #ask(ids: readonly string[]): Promise<number> {
    if (ids.length === 0) return SLOW_MS;
    const late = setTimeout(() => this.#setQuiet(true), ANSWER_MS);
    const { documents, gone } = await this.#read(ids).finally(() => clearTimeout(late));
    if (this.#ended) return 0;
    this.#answered(ids);
    let moved = false;
    for (const document of documents) {
      const version = `${document.epoch}-${document.rev}`;
      moved ||= this.#seen.get(document.id) !== version;
      this.#seen.set(document.id, version);
      this.#events.document(document);
    }
    for (const id of gone) this.#events.gone(id);
    this.#intervalMs = moved ? QUICK_MS : Math.min(SLOW_MS, this.#intervalMs * SLOWER_BY);
    return this.#intervalMs;
  }

  #answered(ids: readonly string[]): void {
    if (!this.#ready) {
      this.#ready = true;
      this.#events.ready();
    }
    this.#setQuiet(false);
    this.#failures = 0;
    for (const id of ids) {
      if (!this.#seen.has(id)) this.#events.watching(id);
    }
  }

  #setQuiet(isQuiet: boolean): void {
    if (this.#ended || isQuiet === this.#quiet) return;
    this.#quiet = isQuiet;
    this.#events.quiet(isQuiet);
  }

  #failed(): number {
    this.#setQuiet(true);
    return QUICK_MS + backoffDelay(FAILED, this.#failures++, this.#random);
  }
}
