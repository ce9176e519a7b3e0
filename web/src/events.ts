/* SPDX-License-Identifier: MIT
 *
 * The second rung: Server-Sent Events over an ordinary answer, for where no
 * WebSocket gets through. Read by fetch(), because an EventSource can show no
 * token; a change of what is watched is a new request that goes on where
 * the last one was.
 */
import { type RelayMessage, readMessage } from './protocol.js';
import { Stopwatch } from './stopwatch.js';
import type { Transport, TransportEvents } from './transport.js';
import { ask, type LiveOptions, Watchlist } from './watchlist.js';

/** How late a beat may be before the channel counts as delayed, and when it counts as dead. */
const BEAT_GRACE_MS = 2_000;
const DEAD_AFTER_MS = 6_000;
/** Uploads that are added together become one request. */
const GATHER_MS = 50;

export class EventsTransport implements Transport {
  readonly #options: LiveOptions;
  readonly #events: TransportEvents;
  readonly #watched = new Watchlist();
  #stream: AbortController | null = null;
  #open = false;
  #ready = false;
  #quiet = false;
  #beatMs = 20_000;
  #lastWord = new Stopwatch();
  #retryAfterMs = 0;
  #gather: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LiveOptions, events: TransportEvents) {
    this.#options = options;
    this.#events = events;
  }

  open(): void {
    this.#open = true;
    this.#restart(0);
  }

  watch(id: string): void {
    if (this.#watched.add(id) && this.#open) this.#restart(GATHER_MS);
  }

  unwatch(id: string): void {
    if (this.#watched.remove(id) && this.#open) this.#restart(GATHER_MS);
  }

  check(): void {
    if (this.#ready && this.#lastWord.elapsedMs >= this.#beatMs + BEAT_GRACE_MS) this.#down();
  }

  close(): void {
    this.#open = false;
    clearTimeout(this.#gather);
    clearTimeout(this.#timer);
    this.#stream?.abort();
  }

  #restart(afterMs: number): void {
    clearTimeout(this.#gather);
    this.#gather = setTimeout(() => {
      this.#stream?.abort();
      this.#stream = null;
      // With nothing to ask for there is nothing to find out: the next rung is no better.
      if (!this.#watched.isEmpty) void this.#follow();
    }, afterMs);
  }

  async #follow(): Promise<void> {
    const stream = new AbortController();
    this.#stream = stream;
    try {
      const url = this.#watched.question(this.#options.url);
      const answer = await ask(url, this.#options.token, stream.signal, 'text/event-stream');
      await this.#read(answer, stream.signal);
    } catch {
      // As good as its end.
    }
    if (!stream.signal.aborted) this.#down();
  }

  async #read(answer: Response, signal: AbortSignal): Promise<void> {
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    while (reader && !signal.aborted) {
      const { done, value } = await reader.read();
      if (done || signal.aborted) return;
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop() ?? '';
      this.#heard();
      for (const block of blocks) this.#takeBlock(block);
    }
  }

  #takeBlock(block: string): void {
    const data = block
      .split('\n')
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(5).trim());
    const message = data.length > 0 ? readMessage(data.join('\n')) : null;
    if (message) this.#take(message);
  }

  #take(message: RelayMessage): void {
    switch (message.event) {
      case 'welcome':
        this.#beatMs = message.beatMs;
        this.#becomeReady();
        break;
      case 'watching':
        this.#events.watching(message.id);
        break;
      case 'progress':
        if (this.#watched.saw(message.document)) this.#events.watching(message.document.id);
        this.#events.document(message.document);
        break;
      case 'gone':
        if (this.#watched.sawNothing(message.id)) this.#events.watching(message.id);
        this.#events.gone(message.id);
        break;
      case 'stale':
        this.#events.stale(message.id);
        break;
      case 'site':
        this.#events.site(message.site);
        break;
      case 'bye':
        this.#retryAfterMs = message.reconnectAfterMs;
        break;
      case 'error':
      case 'beat':
        break;
    }
  }

  #becomeReady(): void {
    if (this.#ready) return;
    this.#ready = true;
    this.#events.ready();
  }

  #heard(): void {
    this.#lastWord = new Stopwatch();
    if (this.#quiet) {
      this.#quiet = false;
      this.#events.quiet(false);
    }
    this.#expect(this.#beatMs + BEAT_GRACE_MS);
  }

  /** Quiet when a beat is overdue, down when it does not come at all. */
  #expect(afterMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#quiet) {
        this.#down();
      } else {
        this.#quiet = true;
        this.#events.quiet(true);
        this.#expect(DEAD_AFTER_MS);
      }
    }, afterMs);
  }

  #down(): void {
    if (!this.#open) return;
    this.close();
    this.#events.down(this.#retryAfterMs);
  }
}
