/* SPDX-License-Identifier: MIT
 *
 * The best rung: loadline.v1 over a WebSocket. It lives once and never
 * reconnects by itself. Silence is judged by the wall clock, because timers
 * stop while a page is hidden or a laptop sleeps.
 */
import {
  type ClientMessage,
  PROTOCOL,
  type RelayMessage,
  readMessage,
  subjectOf,
} from './protocol.js';
import type { TokenProvider, Transport, TransportEvents } from './transport.js';

/** How late a beat may be before the channel counts as delayed. */
const BEAT_GRACE_MS = 2_000;
/** How long an answer to a ping may take before the socket counts as dead. */
const PING_LIMIT_MS = 4_000;

export interface SocketOptions {
  readonly url: string;
  readonly token?: TokenProvider | undefined;
}

export class SocketTransport implements Transport {
  readonly #options: SocketOptions;
  readonly #events: TransportEvents;
  readonly #wanted = new Set<string>();
  readonly #asked = new Map<number, string>();
  #socket: WebSocket | null = null;
  #ready = false;
  #ended = false;
  #quiet = false;
  #lastRef = 0;
  #beatMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retryAfterMs = 0;

  constructor(options: SocketOptions, events: TransportEvents) {
    this.#options = options;
    this.#events = events;
  }

  open(): void {
    void this.#connect();
  }

  watch(id: string): void {
    this.#wanted.add(id);
    if (this.#ready) this.#ask(id);
  }

  unwatch(id: string): void {
    if (this.#wanted.delete(id) && this.#ready) this.#say({ do: 'unwatch', ...subjectOf(id) });
  }

  check(): void {
    if (this.#ready) this.#ping();
  }

  close(): void {
    this.#end();
    this.#socket?.close(1000);
  }

  async #connect(): Promise<void> {
    try {
      const token = (await this.#options.token?.()) ?? null;
      if (this.#ended) return;
      this.#listen(new WebSocket(this.#options.url, PROTOCOL), token);
    } catch {
      this.#down();
    }
  }

  #listen(socket: WebSocket, token: string | null): void {
    this.#socket = socket;
    socket.addEventListener('open', () => {
      if (token !== null) this.#say({ do: 'auth', token });
    });
    socket.addEventListener('message', (event) => this.#heard(event.data));
    socket.addEventListener('close', () => this.#down());
  }

  #heard(frame: unknown): void {
    if (this.#ended) return;
    if (this.#quiet) {
      this.#quiet = false;
      this.#events.quiet(false);
    }
    const message = readMessage(frame);
    if (message) this.#take(message);
    if (this.#ready && !this.#ended) this.#expectBeat();
  }

  #take(message: RelayMessage): void {
    switch (message.event) {
      case 'welcome':
        this.#welcome(message.beatMs);
        break;
      case 'watching':
        this.#events.watching(message.id);
        break;
      case 'progress':
        this.#events.document(message.document);
        break;
      case 'gone':
        this.#events.gone(message.id);
        break;
      case 'stale':
        this.#events.stale(message.id);
        break;
      case 'site':
        this.#events.site(message.site);
        break;
      case 'error':
        this.#refused(message.ref, message.code);
        break;
      case 'bye':
        this.#retryAfterMs = message.reconnectAfterMs;
        break;
      case 'beat':
        break;
    }
  }

  #welcome(beatMs: number): void {
    this.#beatMs = beatMs;
    this.#ready = true;
    this.#events.ready();
    for (const id of this.#wanted) this.#ask(id);
  }

  #ask(id: string): void {
    const ref = ++this.#lastRef;
    this.#asked.set(ref, id);
    this.#say({ do: 'watch', ref, ...subjectOf(id) });
  }

  #refused(ref: number | null, code: string): void {
    const id = ref === null ? undefined : this.#asked.get(ref);
    if (id !== undefined) this.#events.refused(id, code);
  }

  /** Each word begins the wait anew. */
  #expectBeat(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#quiet = true;
      this.#events.quiet(true);
      this.#ping();
    }, this.#beatMs + BEAT_GRACE_MS);
  }

  #ping(): void {
    this.#say({ do: 'ping', ref: ++this.#lastRef });
    clearTimeout(this.#timer);
    // Any word takes this timer back.
    this.#timer = setTimeout(() => this.#down(), PING_LIMIT_MS);
  }

  #say(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #down(): void {
    if (this.#ended) return;
    this.#end();
    this.#socket?.close();
    this.#events.down(this.#retryAfterMs);
  }

  #end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }
}
