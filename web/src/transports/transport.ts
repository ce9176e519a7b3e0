/* SPDX-License-Identifier: MIT
 *
 * One way of hearing about uploads, and the rung of the ladder it stands on. A transport knows how
 * to speak; when to use which is the channel's business.
 */
import type { ProgressDocument } from '../store/document.js';

/** What a transport tells. After `down` it tells nothing any more. */
export interface TransportEvents {
  /** The other side has spoken: this transport works here. */
  ready(): void;
  /** News of this id (or ALL, or SITE) will come from now on. */
  watching(id: string): void;
  /** This id will not be watched here. */
  refused(id: string, code: string): void;
  document(document: ProgressDocument): void;
  gone(id: string): void;
  stale(id: string): void;
  /** The programs of the site, as the relay told it. */
  site(site: unknown): void;
  /** Nothing was heard for longer than promised (true), or again something was (false). */
  quiet(isQuiet: boolean): void;
  /** It ended by itself; `retryAfterMs` is what the server asked for. */
  down(retryAfterMs: number): void;
}

export interface Transport {
  open(): void;
  /** May be called at any time; ids asked for before `ready` are sent then. */
  watch(id: string): void;
  unwatch(id: string): void;
  /** Makes sure that the other side is still there: quiet or down if not. */
  check(): void;
  /** Ends it for good, silently. */
  close(): void;
}

export type TransportKind = 'websocket' | 'events' | 'longpoll' | 'polling';

/** A rung of the ladder; the best come first, the last one always holds. */
export interface Rung {
  readonly kind: TransportKind;
  /** Whether news come by themselves, or only when asked for. */
  readonly push: boolean;
  create(events: TransportEvents): Transport;
}
