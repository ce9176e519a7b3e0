/* SPDX-License-Identifier: MIT
 *
 * One transport on probation. An open socket may still not work: a link is good when its transport
 * has spoken within the time limit and has acknowledged every upload that was watched by then.
 */
import { Alarm } from '../base/alarm.js';
import type { Rung, Transport, TransportEvents } from '../transports/transport.js';

/** The time limit for the first message. */
export const READY_LIMIT_MS = 5_000;
/** The time limit, after that, for the acknowledgements. */
const WATCHING_LIMIT_MS = 5_000;

/** The events of a link; `good` and `down` name the link itself. */
export interface LinkEvents extends Pick<TransportEvents, 'news' | 'site' | 'refused'> {
  good(link: Link): void;
  quiet(link: Link): void;
  down(link: Link, retryAfterMs: number): void;
}

export class Link {
  readonly rung: Rung;
  readonly index: number;
  readonly #transport: Transport;
  readonly #events: LinkEvents;
  readonly #unanswered: Set<string>;
  #ready = false;
  #good = false;
  #quiet = false;
  readonly #limit = new Alarm();

  constructor(rung: Rung, index: number, ids: Iterable<string>, events: LinkEvents) {
    this.rung = rung;
    this.index = index;
    this.#events = events;
    this.#unanswered = new Set(ids);
    this.#transport = rung.create({
      ...events,
      ready: () => this.#becomeReady(),
      watching: (id) => this.#answered(id),
      refused: (ids, code) => {
        events.refused(ids, code);
        for (const id of ids) this.#answered(id);
      },
      quiet: (isQuiet) => this.#setQuiet(isQuiet),
      down: (retryAfterMs) => this.#down(retryAfterMs),
    });
    for (const id of this.#unanswered) this.#transport.watch(id);
  }

  get isQuiet(): boolean {
    return this.#quiet;
  }

  /** Opens it. `trusted` skips the probation, for the rung that always works. */
  open(trusted: boolean): void {
    this.#transport.open();
    if (trusted) {
      this.#becomeGood();
    } else {
      this.#within(READY_LIMIT_MS);
    }
  }

  watch(id: string): void {
    this.#transport.watch(id);
  }

  unwatch(id: string): void {
    this.#transport.unwatch(id);
    this.#answered(id);
  }

  check(): void {
    this.#transport.check();
  }

  close(): void {
    this.#limit.stop();
    this.#transport.close();
  }

  #within(ms: number): void {
    this.#limit.set(ms, () => {
      this.#transport.close();
      this.#down(0);
    });
  }

  #becomeReady(): void {
    this.#ready = true;
    if (this.#good) return;
    this.#within(WATCHING_LIMIT_MS);
    this.#judge();
  }

  #answered(id: string): void {
    this.#unanswered.delete(id);
    this.#judge();
  }

  #judge(): void {
    if (this.#ready && !this.#good && this.#unanswered.size === 0) this.#becomeGood();
  }

  #becomeGood(): void {
    this.#good = true;
    this.#limit.stop();
    this.#events.good(this);
  }

  #setQuiet(isQuiet: boolean): void {
    this.#quiet = isQuiet;
    this.#events.quiet(this);
  }

  #down(retryAfterMs: number): void {
    this.#limit.stop();
    this.#events.down(this, retryAfterMs);
  }
}
