/* SPDX-License-Identifier: MIT
 *
 * The best rung: loadline.v1 over a WebSocket. An object is one connection and never reconnects.
 */
import { LiveTransport } from './live-transport.js';
import { type ClientMessage, PROTOCOL, type RelayMessage, subjectOf } from './relay-protocol.js';

/** A socket that does not answer a ping within this time is dead. */
const PING_LIMIT_MS = 4_000;

export class WebSocketTransport extends LiveTransport {
  readonly #wanted = new Set<string>();
  readonly #asked = new Map<number, string>();
  #socket: WebSocket | null = null;
  #lastRef = 0;

  watch(id: string): void {
    this.#wanted.add(id);
    if (this.isReady) this.#ask(id);
  }

  unwatch(id: string): void {
    if (this.#wanted.delete(id) && this.isReady) this.#say({ do: 'unwatch', ...subjectOf(id) });
  }

  check(): void {
    if (this.isReady) this.doubt();
  }

  protected begin(): void {
    void this.#connect();
  }

  protected end(): void {
    this.#socket?.close(1000);
  }

  protected override take(message: RelayMessage): void {
    super.take(message);
    if (message.event === 'welcome') for (const id of this.#wanted) this.#ask(id);
    if (message.event === 'error') this.#refused(message.ref, message.code);
  }

  /** Sends a ping; any message counts as its answer. */
  protected override doubt(): void {
    this.#say({ do: 'ping', ref: ++this.#lastRef });
    this.giveUp(PING_LIMIT_MS);
  }

  async #connect(): Promise<void> {
    const { url, token } = this.options;
    try {
      const shown = (await token?.()) ?? null;
      if (this.isOpen) this.#listen(new WebSocket(url, PROTOCOL), shown);
    } catch {
      this.down();
    }
  }

  #listen(socket: WebSocket, token: string | null): void {
    this.#socket = socket;
    socket.addEventListener('open', () => {
      if (token !== null) this.#say({ do: 'auth', token });
    });
    socket.addEventListener('message', (event) => this.hear(event.data));
    socket.addEventListener('close', () => this.down());
  }

  #ask(id: string): void {
    const ref = ++this.#lastRef;
    this.#asked.set(ref, id);
    this.#say({ do: 'watch', ref, ...subjectOf(id) });
  }

  #refused(ref: number | null, code: string): void {
    const id = ref === null ? undefined : this.#asked.get(ref);
    if (id !== undefined) this.events.refused(id, code);
  }

  #say(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
