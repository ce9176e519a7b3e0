/* SPDX-License-Identifier: MIT
 *
 * The third rung: a question that is answered when there is something to say.
 * For front ends that hold back an answer until it is whole.
 */
import { isRecord, readDocument } from './document.js';
import type { Transport, TransportEvents } from './transport.js';
import { ask, type LiveOptions, Watchlist } from './watchlist.js';

/** How long an answer may take: what the heartbeat is elsewhere. */
const WAIT_S = 10;
/** How late it may be before the channel counts as delayed, and when it counts as dead. */
const GRACE_MS = 2_000;
const DEAD_AFTER_MS = 6_000;
/** Lists are answered at once, whatever was seen of them: the wait between two answers. */
const LIST_PAUSE_MS = 1_000;

export class LongPollTransport implements Transport {
  readonly #options: LiveOptions;
  readonly #events: TransportEvents;
  readonly #watched = new Watchlist();
  #question: AbortController | null = null;
  #open = false;
  #ready = false;
  #quiet = false;
  #gather: ReturnType<typeof setTimeout> | undefined;
  #late: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LiveOptions, events: TransportEvents) {
    this.#options = options;
    this.#events = events;
  }

  open(): void {
    this.#open = true;
    this.#ask();
  }

  watch(id: string): void {
    if (this.#watched.add(id)) this.#ask();
  }

  unwatch(id: string): void {
    if (this.#watched.remove(id)) this.#ask();
  }

  check(): void {
    if (this.#open) this.#ask();
  }

  close(): void {
    this.#open = false;
    clearTimeout(this.#gather);
    clearTimeout(this.#late);
    this.#question?.abort();
  }

  /** Asks anew, for what is watched now. */
  #ask(): void {
    clearTimeout(this.#gather);
    if (!this.#open) return;
    this.#gather = setTimeout(() => {
      this.#question?.abort();
      this.#question = null;
      if (!this.#watched.isEmpty) void this.#follow();
    }, 0);
  }

  async #follow(): Promise<void> {
    const question = new AbortController();
    this.#question = question;
    try {
      while (!question.signal.aborted) {
        await this.#once(question.signal);
        if (this.#watched.lists.length > 0) await pause(LIST_PAUSE_MS);
      }
    } catch {
      if (!question.signal.aborted) this.#down();
    }
  }

  async #once(signal: AbortSignal): Promise<void> {
    const url = new URL(this.#watched.question(this.#options.url));
    // The first one only finds out whether this works at all.
    url.searchParams.set('wait', this.#ready ? String(WAIT_S) : '0');
    this.#expect((this.#ready ? WAIT_S * 1000 : 0) + GRACE_MS);
    const answer = await ask(url.href, this.#options.token, signal, 'application/json');
    const value: unknown = await answer.json();
    if (signal.aborted) return;
    if (!isRecord(value)) throw new Error('no answer of this kind');
    this.#setQuiet(false);
    this.#becomeReady();
    this.#take(value);
  }

  /** Quiet when the answer is late, down when it does not come at all. */
  #expect(afterMs: number): void {
    clearTimeout(this.#late);
    this.#late = setTimeout(() => {
      this.#setQuiet(true);
      this.#late = setTimeout(() => this.#down(), DEAD_AFTER_MS);
    }, afterMs);
  }

  #setQuiet(isQuiet: boolean): void {
    if (isQuiet === this.#quiet) return;
    this.#quiet = isQuiet;
    this.#events.quiet(isQuiet);
  }

  #becomeReady(): void {
    if (this.#ready) return;
    this.#ready = true;
    this.#events.ready();
  }

  #take(value: Record<string, unknown>): void {
    for (const name of this.#watched.lists) this.#events.watching(name);
    if (value.site) this.#events.site(value.site);
    for (const each of list(value.uploads)) {
      const document = readDocument(each);
      if (!document) continue;
      if (this.#watched.saw(document)) this.#events.watching(document.id);
      this.#events.document(document);
    }
    for (const id of list(value.gone)) {
      if (typeof id !== 'string') continue;
      if (this.#watched.sawNothing(id)) this.#events.watching(id);
      this.#events.gone(id);
    }
    for (const id of list(value.stale)) {
      if (typeof id === 'string') this.#events.stale(id);
    }
  }

  #down(): void {
    if (!this.#open) return;
    this.close();
    this.#events.down(0);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
