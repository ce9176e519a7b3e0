/* SPDX-License-Identifier: MIT
 *
 * What all transports share: how they handle the relay's messages, and its silence.
 */
import { Alarm } from '../base/alarm.js';
import type { TokenProvider } from '../server/request.js';
import { DEFAULT_BEAT_MS, type RelayMessage, readMessage } from './relay-protocol.js';
import type { Transport, TransportEvents } from './transport.js';

export interface LiveOptions {
  readonly url: string;
  readonly token?: TokenProvider | undefined;
}

/**
 * A message that is later than GRACE_MS makes the transport quiet; DEAD_AFTER_MS after that it is
 * down.
 */
export const GRACE_MS = 2_000;
const DEAD_AFTER_MS = 6_000;

export abstract class LiveTransport<Options = LiveOptions> implements Transport {
  protected readonly options: Options;
  protected readonly events: TransportEvents;
  /** What is watched. */
  protected readonly wanted = new Set<string>();
  protected isOpen = false;
  protected isReady = false;
  protected beatMs = DEFAULT_BEAT_MS;
  protected readonly silence = new Alarm();
  #isQuiet = false;
  #retryAfterMs = 0;

  constructor(options: Options, events: TransportEvents) {
    this.options = options;
    this.events = events;
  }

  abstract check(): void;
  /** It is wanted now, or no longer. */
  protected abstract changed(id: string): void;
  /** Opens the connection. */
  protected abstract begin(): void;
  /** Closes the connection. */
  protected abstract end(): void;

  watch(id: string): void {
    this.wanted.add(id);
    this.changed(id);
  }

  unwatch(id: string): void {
    if (this.wanted.delete(id)) this.changed(id);
  }

  open(): void {
    this.isOpen = true;
    this.begin();
  }

  close(): void {
    this.isOpen = false;
    this.silence.stop();
    this.end();
  }

  /** Handles a message. Each one restarts the wait for the next. */
  protected hear(frame: unknown): void {
    if (!this.isOpen) return;
    this.quiet(false);
    const message = readMessage(frame);
    if (message) this.take(message);
    if (this.isOpen && this.isReady) this.expect(this.beatMs + GRACE_MS);
  }

  protected take(message: RelayMessage): void {
    switch (message.event) {
      case 'welcome':
        this.beatMs = message.beatMs;
        this.ready();
        break;
      case 'news':
        this.events.news(message.news);
        break;
      case 'watching':
        this.events.watching(message.id);
        break;
      case 'site':
        this.events.site(message.site);
        break;
      case 'bye':
        this.#retryAfterMs = message.reconnectAfterMs;
        break;
    }
  }

  protected ready(): void {
    if (this.isReady) return;
    this.isReady = true;
    this.events.ready();
  }

  protected quiet(isQuiet: boolean): void {
    if (isQuiet === this.#isQuiet) return;
    this.#isQuiet = isQuiet;
    this.events.quiet(isQuiet);
  }

  /** Expects the next message within this time. */
  protected expect(afterMs: number): void {
    this.silence.set(afterMs, () => {
      this.quiet(true);
      this.doubt();
    });
  }

  /** The message is overdue. */
  protected doubt(): void {
    this.giveUp(DEAD_AFTER_MS);
  }

  /** Closes the transport unless a message arrives within this time. */
  protected giveUp(afterMs: number): void {
    this.silence.set(afterMs, () => this.down());
  }

  protected down(): void {
    if (!this.isOpen) return;
    this.close();
    this.events.down(this.#retryAfterMs);
  }
}
