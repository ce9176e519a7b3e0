/* SPDX-License-Identifier: MIT
 *
 * The status channel: a set of watched uploads that outlives every connection, and the transports
 * that bring their news.
 *
 * There are at most two links: the carrier, which is in use, and a trial. Without a carrier the
 * trial is the way back: after two failures, or 6 s, the channel tries the next rung, and one
 * snapshot bridges each gap. With a carrier below the best rung the trial probes a better one, and
 * replaces the carrier once it has proved to work. Both may bring the same news: the store orders
 * them.
 */
import { Alarm } from '../base/alarm.js';
import { type BackoffPlan, backoffDelay, type Random } from '../base/backoff.js';
import type { PageSignals, Signal } from '../base/page-signals.js';
import type { SnapshotReader } from '../server/snapshot.js';
import type { StoreEvent } from '../store/store.js';
import type { Rung } from '../transports/transport.js';
import { type ChannelHealth, judgeHealth, sameHealth } from './health.js';
import { Link, type LinkEvents } from './link.js';

const FAILURES_PER_RUNG = 2;
const DESCEND_AFTER_MS = 6_000;
/** The waits are short at first where a push transport has worked before. */
const AFTER_LOSS: BackoffPlan = { baseMs: 1_000, capMs: 300_000 };
/** A push transport that has never worked here is probably blocked: probe rarely. */
const NEVER_GOOD: BackoffPlan = { baseMs: 30_000, capMs: 300_000 };
/** A channel that watches nothing closes after this time. */
const IDLE_MS = 60_000;

export interface ChannelOptions {
  readonly rungs: readonly Rung[];
  /** Bridges gaps; null where there is none. */
  readonly snapshot: SnapshotReader | null;
  readonly signals: PageSignals;
  readonly random: Random;
}

export interface ChannelEvents {
  news(event: StoreEvent): void;
  health(health: ChannelHealth): void;
  /** The state of the programs, for those that watch SITE. */
  site?(site: unknown): void;
  /** The relay will not send this, or not all of it. */
  refused?(ids: readonly string[], code: string): void;
}

export class Channel {
  readonly #options: ChannelOptions;
  readonly #events: ChannelEvents;
  readonly #watched = new Set<string>();
  readonly #goodRungs = new Set<number>();
  #carrier: Link | null = null;
  #trial: Link | null = null;
  #level = 0;
  #failures = 0;
  #attempts = 0;
  #open = false;
  #heardAt = Date.now();
  #retryAt: number | null = null;
  readonly #retryAlarm = new Alarm();
  readonly #patienceAlarm = new Alarm();
  readonly #idleAlarm = new Alarm();
  #waitsForSight = false;
  #everWatched = false;
  #health: ChannelHealth = { state: 'idle' };
  readonly #unsubscribe: () => void;

  constructor(options: ChannelOptions, events: ChannelEvents) {
    this.#options = options;
    this.#events = events;
    this.#unsubscribe = options.signals.subscribe((signal) => this.#signal(signal));
  }

  get health(): ChannelHealth {
    return this.#health;
  }

  /** Brings the news of this upload, of ALL or of SITE, until `unwatch`. */
  watch(id: string): void {
    if (this.#watched.has(id)) return;
    this.#watched.add(id);
    this.#everWatched = true;
    this.open();
    this.#carrier?.watch(id);
    this.#trial?.watch(id);
    this.#tellHealth();
  }

  unwatch(id: string): void {
    if (!this.#watched.delete(id)) return;
    this.#carrier?.unwatch(id);
    this.#trial?.unwatch(id);
    this.#closeWhenIdle();
    this.#tellHealth();
  }

  /** Connects. `watch` does so as well; an earlier call saves time. */
  open(): void {
    if (!this.#open) {
      this.#open = true;
      this.#heardAt = Date.now();
      this.#lost(0);
    }
    this.#closeWhenIdle();
  }

  /** Fetches the present state and tries the best transport now, without the rest of the wait. */
  retryNow(): void {
    if (!this.#open) return;
    this.#bridge();
    this.#attempts = 0;
    this.#carrier?.check();
    if (!this.#trial && this.#carrier?.index !== 0) this.#retry(0);
  }

  /** Closes the channel for good. */
  dispose(): void {
    this.#unsubscribe();
    this.#suspend();
  }

  #signal(signal: Signal): void {
    if (signal === 'pagehide') this.#suspend();
    if (signal === 'pageshow' && this.#watched.size > 0) this.open();
    if (signal === 'online') this.retryNow();
    if (signal === 'visible') this.#seen();
    this.#tellHealth();
  }

  #seen(): void {
    this.#carrier?.check();
    if (this.#waitsForSight) this.retryNow();
  }

  #suspend(): void {
    this.#open = false;
    for (const alarm of [this.#retryAlarm, this.#patienceAlarm, this.#idleAlarm]) alarm.stop();
    this.#carrier?.close();
    this.#carrier = null;
    this.#endTrial();
    this.#retryAt = null;
    this.#level = 0;
    this.#attempts = 0;
    this.#tellHealth();
  }

  #endTrial(): void {
    this.#trial?.close();
    this.#trial = null;
  }

  #closeWhenIdle(): void {
    this.#idleAlarm.stop();
    if (this.#watched.size === 0) this.#idleAlarm.set(IDLE_MS, () => this.#suspend());
  }

  /** No transport works: bridge the gap, and find a way back. */
  #lost(retryAfterMs: number): void {
    this.#failures = 0;
    this.#patienceAlarm.set(DESCEND_AFTER_MS, () => this.#descend());
    this.#bridge();
    this.#retry(retryAfterMs);
  }

  #retry(afterMs: number): void {
    this.#retryAlarm.stop();
    this.#waitsForSight = false;
    this.#retryAt = afterMs > 0 ? Date.now() + afterMs : null;
    if (afterMs > 0) {
      this.#retryAlarm.set(afterMs, () => this.#retry(0));
    } else if (this.#options.signals.hidden() && this.#attempts > 0) {
      this.#waitsForSight = true;
    } else {
      this.#attempts++;
      this.#try(this.#carrier ? (this.#attempts - 1) % this.#carrier.index : this.#level);
    }
    this.#tellHealth();
  }

  #try(index: number): void {
    const rung = this.#options.rungs[index];
    if (!rung) return;
    this.#trial?.close();
    this.#trial = new Link(rung, index, this.#watched, this.#linkEvents());
    this.#trial.open(!rung.push);
  }

  #linkEvents(): LinkEvents {
    return {
      news: (event) => {
        this.#heardAt = Date.now();
        this.#events.news(event);
      },
      site: (site) => {
        this.#heardAt = Date.now();
        this.#events.site?.(site);
      },
      refused: (ids, code) => {
        this.#events.refused?.(ids, code);
        this.#bridge();
      },
      good: (link) => this.#promote(link),
      quiet: () => this.#tellHealth(),
      down: (link, retryAfterMs) => this.#linkDown(link, retryAfterMs),
    };
  }

  #promote(link: Link): void {
    this.#carrier?.close();
    this.#carrier = link;
    this.#trial = null;
    this.#level = link.index;
    this.#heardAt = Date.now();
    this.#patienceAlarm.stop();
    if (link.rung.push) this.#goodRungs.add(link.index);
    if (link.index === 0) {
      this.#attempts = 0;
      this.#retryAt = null;
    } else {
      if (this.#goodRungs.size === 0) this.#attempts = 0;
      this.#retryLater(0);
    }
    this.#tellHealth();
  }

  #linkDown(link: Link, retryAfterMs: number): void {
    if (link === this.#carrier) {
      this.#carrier = null;
      this.#lost(this.#delay(retryAfterMs));
    } else if (link === this.#trial) {
      this.#trial = null;
      if (this.#carrier) this.#retryLater(retryAfterMs);
      else this.#failed(retryAfterMs);
    }
  }

  #failed(retryAfterMs: number): void {
    this.#failures++;
    if (this.#failures >= FAILURES_PER_RUNG) {
      this.#descend();
    } else {
      this.#bridge();
      this.#retryLater(retryAfterMs);
    }
  }

  #descend(): void {
    if (this.#carrier) return;
    this.#endTrial();
    this.#retryAlarm.stop();
    this.#failures = 0;
    this.#level = Math.min(this.#level + 1, this.#options.rungs.length - 1);
    this.#try(this.#level);
    this.#tellHealth();
  }

  #retryLater(retryAfterMs: number): void {
    this.#retry(Math.max(1, this.#delay(retryAfterMs)));
  }

  #delay(retryAfterMs: number): number {
    const plan = this.#goodRungs.size > 0 || !this.#carrier ? AFTER_LOSS : NEVER_GOOD;
    // Every rung above the carrier is tried once before the waits grow.
    const rounds = Math.floor(this.#attempts / Math.max(1, this.#carrier?.index ?? 1));
    return retryAfterMs + backoffDelay(plan, rounds, this.#options.random);
  }

  /** Reads one snapshot, so that the page misses nothing after a gap. */
  #bridge(): void {
    const { snapshot } = this.#options;
    if (!snapshot || this.#watched.size === 0) return;
    snapshot([...this.#watched]).then(
      (news) => {
        for (const event of news) this.#events.news(event);
      },
      () => undefined, // the transports go on, and tell the health
    );
  }

  #tellHealth(): void {
    const health = judgeHealth({
      open: this.#open,
      online: this.#options.signals.online(),
      isOver: this.#everWatched && this.#watched.size === 0,
      carrier: this.#carrier?.rung ?? null,
      isFallback: (this.#carrier?.index ?? 0) > 0,
      quiet: this.#carrier?.isQuiet ?? false,
      everGood: this.#goodRungs.size > 0,
      retryAt: this.#retryAt,
      heardAt: this.#heardAt,
    });
    if (sameHealth(health, this.#health)) return;
    this.#health = health;
    this.#events.health(health);
  }
}
