/* SPDX-License-Identifier: MIT
 *
 * The health of one file's transfer: the truth about the bytes, kept apart from the truth about the
 * news (health.ts). It never waits for the channel.
 */
import { Alarm } from '../base/alarm.js';
import { backoffDelay, type Random, RETRY_BACKOFF } from '../base/backoff.js';
import type { PageSignals } from '../base/page-signals.js';
import { NETWORK_PROBLEM, type Problem } from '../server/problem.js';
import { RateMeter } from './rate-meter.js';
import type { Sender, SenderEvents } from './sender.js';

export type TransferState =
  /** Chosen, but not its turn yet. */
  | 'waiting'
  | 'sending'
  | 'paused'
  /** Broken off; goes on at `retryAt`, or when the browser is on line again. */
  | 'retrying'
  /** The server has every byte. */
  | 'complete'
  | 'failed'
  | 'cancelled';

export interface Transfer {
  readonly state: TransferState;
  /** Bytes that the server said it has. */
  readonly confirmed: number;
  /** Bytes that left the page. */
  readonly sent: number;
  /** Smoothed bytes/s of what was sent; null while unknown. */
  readonly rate: number | null;
  readonly startedAt: number | null;
  readonly retryAt: number | null;
  readonly problem: Problem | null;
  /**
   * Where the last interruption was gone on from; 0: what the server had is lost, and it began
   * anew.
   */
  readonly resumedFrom: number | null;
  readonly url: string | null;
  /** When the count of confirmed bytes last rose, or sending began; null before. */
  readonly confirmedAt: number | null;
}

export interface TransferOptions {
  readonly makeSender: (events: SenderEvents) => Sender;
  readonly signals: PageSignals;
  readonly random: Random;
  readonly changed: () => void;
  /** What was taken over, by its URL, turned out to be of another file. */
  readonly left?: (url: string) => void;
}

const TRANSFER_RETRY_FLOOR_MS = 500;
/** Refusals in a row, without a new byte, after which it is not tried again. */
const TRANSFER_REFUSALS_LIMIT = 12;
/** How long a server that says when to come back may do so, without a new byte. */
const TRANSFER_BUSY_LIMIT_MS = 3_600_000;

const FRESH: Transfer = {
  state: 'waiting',
  confirmed: 0,
  sent: 0,
  rate: null,
  startedAt: null,
  retryAt: null,
  problem: null,
  resumedFrom: null,
  url: null,
  confirmedAt: null,
};

export class TransferControl {
  readonly #options: TransferOptions;
  readonly #sender: Sender;
  readonly #meter = new RateMeter();
  readonly #unsubscribe: () => void;
  #transfer: Transfer = FRESH;
  #attempts = 0;
  /**
   * When the server first asked to wait, since the last new byte; by the clock that nobody sets.
   */
  #askedSince: number | null = null;
  #interrupted = false;
  #isDisposed = false;
  readonly #alarm = new Alarm();

  constructor(options: TransferOptions) {
    this.#options = options;
    this.#sender = options.makeSender({
      anew: () => this.#anew(),
      located: (url) => this.#located(url),
      confirmed: (bytes) => this.#confirmed(bytes),
      sent: (bytes) => this.#sent(bytes),
      complete: () => this.#set({ state: 'complete', problem: null, retryAt: null }),
      stopped: (problem) => this.#stopped(problem),
    });
    this.#unsubscribe = options.signals.subscribe((signal) => {
      if (signal === 'online') this.nudge();
    });
  }

  get transfer(): Transfer {
    return this.#transfer;
  }

  /** Starts, or goes on after a pause, a break or a failure. */
  start(): void {
    const { state } = this.#transfer;
    if (state === 'sending' || state === 'complete' || state === 'cancelled') return;
    this.#alarm.stop();
    if (state === 'failed') this.#moved();
    this.#interrupted = state !== 'waiting' || this.#transfer.confirmed > 0;
    this.#meter.reset();
    this.#set({
      state: 'sending',
      retryAt: null,
      rate: null,
      startedAt: this.#transfer.startedAt ?? Date.now(),
      confirmedAt: Date.now(),
    });
    this.#sender.start();
  }

  /** Ends the wait after a broken connection: the server was just heard of. */
  nudge(): void {
    const { state, problem } = this.#transfer;
    if (state === 'retrying' && problem?.status === 0) this.start();
  }

  pause(): void {
    if (!['sending', 'retrying', 'waiting'].includes(this.#transfer.state)) return;
    this.#halt({ state: 'paused' });
  }

  /** Goes on, when its turn comes, with what another transfer of the same file began. */
  takeOver({ url, confirmed }: Transfer): void {
    this.#set({ url, confirmed });
  }

  /** It was begun before a reload, and its bytes are not at hand. */
  restore(url: string): void {
    this.#set({ state: 'paused', url });
  }

  /**
   * Stops for good and, where asked to, takes what was sent off the server; tells whether that is
   * done.
   */
  async cancel(discard = true): Promise<boolean> {
    this.#halt({ state: 'cancelled' });
    try {
      if (discard) await this.#sender.discard();
      return discard;
    } catch {
      return false;
    }
  }

  /** Stops because of what the server's record says. */
  fail(problem: Problem): void {
    this.#halt({ state: 'failed', problem });
  }

  /** Takes over what the server's record says it has. */
  serverHas(bytes: number): void {
    if (bytes <= this.#transfer.confirmed) return;
    this.#moved();
    this.#set({ confirmed: bytes, confirmedAt: Date.now() });
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#unsubscribe();
    this.#halt({});
  }

  #halt(change: Partial<Transfer>): void {
    this.#alarm.stop();
    this.#sender.stop();
    this.#set({ retryAt: null, rate: null, ...change });
  }

  /** What it took over is no part of this file. */
  #anew(): void {
    const { url } = this.#transfer;
    if (url === null) return;
    this.#interrupted = false;
    this.#set({ url: null, confirmed: 0, sent: 0 });
    this.#options.left?.(url);
  }

  /** Another URL than before is that of a new upload: of this one the server has nothing yet. */
  #located(url: string): void {
    const { url: before, confirmed } = this.#transfer;
    if (before === null || before === url) {
      this.#set({ url });
    } else {
      this.#interrupted = false;
      this.#set({ url, confirmed: 0, sent: 0, resumedFrom: confirmed > 0 ? 0 : null });
    }
  }

  /** Only after a break may the count fall; then it is said (`resumedFrom`). */
  #confirmed(bytes: number): void {
    const { confirmed, sent } = this.#transfer;
    const foundEarlier = sent === 0 && confirmed === 0 && bytes > 0;
    if (bytes > confirmed) this.#moved();
    if (this.#interrupted || foundEarlier) {
      this.#interrupted = false;
      const resumedFrom = bytes > 0 || confirmed > 0 ? bytes : null;
      this.#set({ confirmed: bytes, sent: bytes, resumedFrom, problem: null });
    } else if (bytes > confirmed) {
      this.#set({ confirmed: bytes, sent: Math.max(bytes, sent), confirmedAt: Date.now() });
    }
  }

  #sent(bytes: number): void {
    if (this.#transfer.state !== 'sending') return;
    this.#meter.note(bytes, performance.now());
    this.#set({ sent: bytes, rate: this.#meter.perSecond, problem: null });
  }

  /** There is a new byte, or a new beginning: nothing was refused since. */
  #moved(): void {
    this.#attempts = 0;
    this.#askedSince = null;
  }

  #stopped(problem: Problem): void {
    if (!problem.retryable || this.#isEnough(problem)) {
      this.fail(problem);
    } else if (!this.#options.signals.online()) {
      this.#set({ state: 'retrying', problem: NETWORK_PROBLEM, rate: null });
    } else {
      this.#retryLater(problem);
    }
  }

  /** Where the server says when to come back, its word counts and not the number of refusals. */
  #isEnough(problem: Problem): boolean {
    if (problem.status === 0) return false;
    if (problem.retryAfterMs === 0) return this.#attempts >= TRANSFER_REFUSALS_LIMIT;
    this.#askedSince ??= performance.now();
    return performance.now() - this.#askedSince >= TRANSFER_BUSY_LIMIT_MS;
  }

  #retryLater(problem: Problem): void {
    const attempt = problem.retryAfterMs > 0 ? 0 : this.#attempts++;
    const waitMs =
      Math.max(TRANSFER_RETRY_FLOOR_MS, problem.retryAfterMs) +
      backoffDelay(RETRY_BACKOFF, attempt, this.#options.random);
    this.#alarm.set(waitMs, () => this.start());
    this.#set({ state: 'retrying', problem, retryAt: Date.now() + waitMs, rate: null });
  }

  #set(change: Partial<Transfer>): void {
    if (this.#isDisposed) return;
    this.#transfer = { ...this.#transfer, ...change };
    this.#options.changed();
  }
}
