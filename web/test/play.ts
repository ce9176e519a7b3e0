/* SPDX-License-Identifier: MIT
 *
 * Fakes that tests control: a page, transports, a WebSocket whose other end is the test, and a
 * repeatable source of random numbers.
 */
import type { PageSignals, Signal } from '../src/base/page-signals.js';
import type {
  Rung,
  Transport,
  TransportEvents,
  TransportKind,
} from '../src/transports/transport.js';

/** The same numbers for the same seed (a linear congruential generator). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export class FakePage implements PageSignals {
  isOnline = true;
  isHidden = false;
  readonly #listeners = new Set<(signal: Signal) => void>();

  online(): boolean {
    return this.isOnline;
  }

  hidden(): boolean {
    return this.isHidden;
  }

  subscribe(listener: (signal: Signal) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  send(signal: Signal): void {
    if (signal === 'online' || signal === 'offline') this.isOnline = signal === 'online';
    if (signal === 'visible' || signal === 'hidden') this.isHidden = signal === 'hidden';
    for (const listener of this.#listeners) listener(signal);
  }
}

export class FakeTransport implements Transport {
  readonly watched = new Set<string>();
  readonly events: TransportEvents;
  checks = 0;
  closed = false;

  constructor(events: TransportEvents) {
    this.events = events;
  }

  open(): void {}

  watch(id: string): void {
    this.watched.add(id);
  }

  unwatch(id: string): void {
    this.watched.delete(id);
  }

  check(): void {
    this.checks++;
  }

  close(): void {
    this.closed = true;
  }

  /** Speaks, and acknowledges everything. */
  becomeGood(): void {
    this.events.ready();
    for (const id of this.watched) this.events.watching(id);
  }
}

/** A rung that keeps every transport it made. */
export class FakeRung implements Rung {
  readonly made: FakeTransport[] = [];
  readonly kind: TransportKind;
  readonly push: boolean;

  constructor(kind: TransportKind) {
    this.kind = kind;
    this.push = kind === 'websocket';
  }

  create(events: TransportEvents): Transport {
    const transport = new FakeTransport(events);
    this.made.push(transport);
    return transport;
  }

  /** The newest one. */
  get last(): FakeTransport {
    const last = this.made.at(-1);
    if (!last) throw new Error(`no ${this.kind} was made`);
    return last;
  }
}

/** Takes the place of the browser's WebSocket. */
export class FakeSocket extends EventTarget {
  static readonly OPEN = 1;
  static made: FakeSocket[] = [];
  readonly url: string;
  readonly protocol: string;
  readonly heard: unknown[] = [];
  readyState = 0;

  constructor(url: string, protocol: string) {
    super();
    this.url = url;
    this.protocol = protocol;
    FakeSocket.made.push(this);
  }

  static get last(): FakeSocket {
    const last = FakeSocket.made.at(-1);
    if (!last) throw new Error('no socket was opened');
    return last;
  }

  send(text: string): void {
    this.heard.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = 3;
  }

  connect(): void {
    this.readyState = FakeSocket.OPEN;
    this.dispatchEvent(new Event('open'));
  }

  say(message: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }

  break(): void {
    this.readyState = 3;
    this.dispatchEvent(new Event('close'));
  }
}
