/* SPDX-License-Identifier: MIT
 *
 * The state of one file's transfer: the truth about the bytes. It is apart from the truth about the
 * news (channel/health.ts), and never waits for the channel.
 */
import { Alarm } from '../base/alarm.js';
import { backoffDelay, type Random, RETRY_BACKOFF } from '../base/backoff.js';
import type { PageSignals } from '../base/page-signals.js';
import { NETWORK_PROBLEM, type Problem } from '../server/problem.js';
import { RateMeter } from './rate-meter.js';
import type { Sender, SenderEvents } from './sender.js';

export type TransferState =
  /** Chosen; its turn has not come. */
  | 'waiting'
  | 'sending'
  | 'paused'
  /** Interrupted; resumes at `retryAt`, or when the browser is online again. */
  | 'retrying'
  /** The server has every byte. */
  | 'complete'
  | 'failed'
  | 'cancelled';

export interface Transfer {
  readonly state: TransferState;
  /** Bytes that the server confirmed. */
  readonly confirmed: number;
  /** Bytes that left the page. */
  readonly sent: number;
  /** Smoothed rate of the sent bytes, in bytes/s; null while unknown. */
  readonly rate: number | null;
  readonly startedAt: number | null;
  readonly retryAt: number | null;
  readonly problem: Problem | null;
  /**
   * The offset at which the last interruption resumed; 0: the server lost everything, and the
   * upload began again.
   */
  readonly resumedFrom: number | null;
  readonly url: string | null;
  /** When `confirmed` was last told or rose, or a new upload began; null before, and when it is found. */
  readonly confirmedAt: number | null;
}

export interface TransferOptions {
  readonly makeSender: (events: SenderEvents) => Sender;
  readonly signals: PageSignals;
  readonly random: Random;
  readonly changed: () => void;
  /** The upload with this URL, which it took over, turned out to be of another file. */
  readonly left?: (url: string) => void;
}

const TRANSFER_RETRY_FLOOR_MS = 500;
/** The transfer fails after so many refusals in a row without a new byte. */
const TRANSFER_REFUSALS_LIMIT = 12;
/** A server with Retry-After may refuse for this long, without a new byte. */
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

/** Whether another window of this browser sends it, as far as this page knows. */
export function isElsewhere({ problem }: Pick<Transfer, 'problem'>): boolean {
  return problem?.code === 'other_window';
}

/** Whether it began elsewhere or earlier, and nobody has told yet what the server has of it. */
export function isUntold({ url, confirmedAt }: Transfer): boolean {
  return url !== null && confirmedAt === null;
}

export class TransferControl {
  readonly #options: TransferOptions;
  readonly #sender: Sender;
  readonly #meter = new RateMeter();
  readonly #unsubscribe: () => void;
  #transfer: Transfer = FRESH;
  #attempts = 0;
  /** When the server first sent Retry-After since the last new byte; by the monotonic clock. */
  #askedSince: number | null = null;
  #interrupted = false;
  /** Whether the URL is the sender's, not only taken over. */
  #isLocated = false;
  #isDisposed = false;
  readonly #alarm = new Alarm();

  constructor(options: TransferOptions) {
    this.#options = options;
    this.#sender = options.makeSender({
      anew: () => this.#anew(),
      located: (url, isFound) => this.#located(url, isFound),
      confirmed: (bytes) => this.#confirmed(bytes),
      sent: (bytes) => this.#sent(bytes),
      complete: () => this.#set({ state: 'complete', problem: null, retryAt: null }),
      stopped: (problem) => this.#stopped(problem),
      freed: () => this.#set({ state: 'waiting', problem: null }),
    });
    this.#unsubscribe = options.signals.subscribe((signal) => {
      if (signal === 'online') this.nudge();
    });
  }

  get transfer(): Transfer {
    return this.#transfer;
  }

  /** Starts, or resumes after a pause, an interruption or a failure. */
  start(): void {
    const { state, startedAt } = this.#transfer;
    if (state === 'sending' || state === 'complete' || state === 'cancelled') return;
    this.#alarm.stop();
    if (state === 'failed') this.#moved();
    this.#interrupted = state !== 'waiting' || this.#transfer.confirmed > 0;
    this.#meter.reset();
    this.#set({
      state: 'sending',
      retryAt: null,
      rate: null,
      startedAt: startedAt ?? Date.now(),
      confirmedAt: isUntold(this.#transfer) ? null : Date.now(),
    });
    this.#sender.start();
  }

  /** Ends the wait after a broken connection: nothing is in the way. */
  nudge(): void {
    const { state, problem } = this.#transfer;
    if (state === 'retrying' && problem?.status === 0 && !isElsewhere(this.#transfer)) this.start();
  }

  pause(): void {
    if (!['sending', 'retrying', 'waiting'].includes(this.#transfer.state)) return;
    this.#halt({ state: 'paused' });
  }

  /** A paused one waits for its turn. */
  queue(): void {
    if (this.#transfer.state === 'paused') this.#set({ state: 'waiting' });
  }

  /** Resumes, once it is started, what another transfer of the same file began. */
  takeOver({ url, confirmed }: Transfer): void {
    this.#set({ url, confirmed });
  }

  /** Shows an upload that began before a reload; its file is missing. */
  restore(url: string): void {
    this.#set({ state: 'paused', url });
  }

  /**
   * Stops for good and, if `discard` is set, deletes the upload on the server. Returns whether
   * nothing is left there; a sender that was never started does not know what it took over.
   */
  async cancel(discard = true): Promise<boolean> {
    // Not stopped first: until it is deleted, no other window may get it.
    const discarded = discard && this.#sender.discard();
    this.#halt({ state: 'cancelled' }, discard);
    try {
      await discarded;
      return discard && (this.#isLocated || this.#transfer.url === null);
    } catch {
      return false;
    }
  }

  /** Fails because of the server's record. */
  fail(problem: Problem): void {
    this.#halt({ state: 'failed', problem });
  }

  /** Takes the count of bytes from the server's record. */
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

  #halt(change: Partial<Transfer>, isStopped = false): void {
    this.#alarm.stop();
    if (!isStopped) this.#sender.stop();
    this.#set({ retryAt: null, rate: null, ...change });
  }

  /** The upload that it took over is not of this file: a new one waits for its turn. */
  #anew(): void {
    const { url } = this.#transfer;
    if (url === null) return;
    this.#interrupted = false;
    this.#halt({ state: 'waiting', startedAt: null, url: null, confirmed: 0, sent: 0 });
    this.#options.left?.(url);
  }

  /** A changed URL belongs to a new upload, of which the server has nothing yet. */
  #located(url: string, isFound = false): void {
    const { url: before, confirmed, confirmedAt } = this.#transfer;
    this.#isLocated = true;
    if (before === null || before === url) {
      this.#set({ url, problem: null, confirmedAt: isFound ? null : confirmedAt });
    } else {
      this.#interrupted = false;
      this.#set({
        url,
        confirmed: 0,
        sent: 0,
        confirmedAt: isFound ? null : Date.now(),
        resumedFrom: confirmed > 0 ? 0 : null,
      });
    }
  }

  /** The count may fall only after an interruption; `resumedFrom` tells that. */
  #confirmed(bytes: number): void {
    const { confirmed, sent } = this.#transfer;
    const foundEarlier = sent === 0 && confirmed === 0 && bytes > 0;
    if (bytes > confirmed) this.#moved();
    const confirmedAt = Date.now();
    if (this.#interrupted || foundEarlier) {
      this.#interrupted = false;
      const resumedFrom = bytes > 0 || confirmed > 0 ? bytes : null;
      this.#set({ confirmed: bytes, sent: bytes, confirmedAt, resumedFrom, problem: null });
    } else if (bytes >= confirmed) {
      this.#set({ confirmed: bytes, sent: Math.max(bytes, sent), confirmedAt });
    }
  }

  #sent(bytes: number): void {
    if (this.#transfer.state !== 'sending') return;
    this.#meter.note(bytes, performance.now());
    this.#set({ sent: bytes, rate: this.#meter.perSecond, problem: null });
  }

  /** A new byte, or a new beginning: refusals count from here. */
  #moved(): void {
    this.#attempts = 0;
    this.#askedSince = null;
  }

  #stopped(problem: Problem): void {
    const isOther = isElsewhere({ problem });
    if (!problem.retryable || this.#isEnough(problem)) {
      this.fail(problem);
    } else if (isOther || !this.#options.signals.online()) {
      const reason = isOther ? problem : NETWORK_PROBLEM;
      this.#set({ state: 'retrying', problem: reason, rate: null });
    } else {
      this.#retryLater(problem);
    }
  }

  /** Where the server sends Retry-After, time counts and not the number of refusals. */
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
