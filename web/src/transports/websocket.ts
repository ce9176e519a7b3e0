/* SPDX-License-Identifier: MIT
 *
 * The best rung: loadline.v1 over a WebSocket. An object is one connection and never reconnects.
 */
import { LiveTransport } from './live-transport.js';
import {
  type ClientMessage,
  isList,
  PROTOCOL,
  type RelayMessage,
  subjectOf,
} from './relay-protocol.js';

/** A socket that does not answer a ping within this time is dead. */
const PING_LIMIT_MS = 4_000;
/** What changes within this time is told together: the relay counts messages. */
const ASK_MS = 100;
/** Ids in one message, which may be short. */
const IDS_MAX = 25;

export class WebSocketTransport extends LiveTransport {
  /** What the relay has yet to be told. */
  readonly #untold: string[] = [];
  /** The ids of each message; its `ref` counts them. */
  readonly #asked: (readonly string[])[] = [];
  #socket: WebSocket | null = null;

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
    if (message.event === 'welcome') {
      for (const id of this.wanted) this.changed(id);
      this.#tell();
    }
    if (message.event === 'error') this.#refused(message.ref, message.code);
  }

  /** Sends a ping; any message counts as its answer. */
  protected override doubt(): void {
    this.#say({ do: 'ping', ref: 0 });
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

  protected changed(id: string): void {
    if (!this.isReady) return;
    // A list is named alone.
    if (isList(id)) this.#ask([id]);
    else if (this.#untold.push(id) === 1) setTimeout(() => this.#tell(), ASK_MS);
  }

  #tell(): void {
    const ids = [...new Set(this.#untold.splice(0))];
    // First what is left: the relay has a limit of watched uploads.
    this.#ask(ids.filter((id) => !this.wanted.has(id)));
    this.#ask(ids.filter((id) => this.wanted.has(id)));
  }

  /** All of the ids are wanted, or none. */
  #ask(ids: string[]): void {
    while (ids[0]) {
      const verb = this.wanted.has(ids[0]) ? 'watch' : 'unwatch';
      const some = ids.splice(0, IDS_MAX);
      this.#say({ do: verb, ref: this.#asked.push(some), ...subjectOf(some) });
    }
  }

  #refused(ref: number | null, code: string): void {
    const ids = this.#asked[(ref ?? 0) - 1];
    if (ids) this.events.refused(ids, code);
  }

  #say(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
