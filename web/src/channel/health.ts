/* SPDX-License-Identifier: MIT
 *
 * Whether news arrive, and how: the health of the status channel. It says nothing about the bytes;
 * those have a truth of their own (transfer.ts).
 */
export type ChannelHealth =
  /** Nothing to watch. */
  | { readonly state: 'idle' }
  /** The first connection is being made. */
  | { readonly state: 'connecting' }
  /** News come by themselves, as they happen. */
  | { readonly state: 'live' }
  /** A heartbeat is overdue. */
  | { readonly state: 'delayed'; readonly heardAt: number }
  /** The connection was lost; the next attempt is at `retryAt` (null: under way). */
  | { readonly state: 'reconnecting'; readonly retryAt: number | null }
  /**
   * News are fetched. Where they should come by themselves (`isFallback`), `retryAt` is the next
   * attempt at that (null: under way).
   */
  | { readonly state: 'polling'; readonly isFallback: boolean; readonly retryAt: number | null }
  /** Nobody answers. */
  | { readonly state: 'offline'; readonly heardAt: number }
  /** The server answers, and not with what is needed. */
  | { readonly state: 'refused' };

/** What the channel knows when it is asked. */
export interface ChannelFacts {
  readonly open: boolean;
  readonly online: boolean;
  /** The transport in use. */
  readonly carrier: { readonly push: boolean } | null;
  /** There are better transports than the one in use. */
  readonly isFallback: boolean;
  /** The transport in use has missed a beat, or its questions fail. */
  readonly quiet: boolean;
  /** Any transport has worked since the channel was opened. */
  readonly everGood: boolean;
  readonly retryAt: number | null;
  readonly heardAt: number;
}

/** The one word for the facts. */
export function judgeHealth(facts: ChannelFacts): ChannelHealth {
  const { carrier, retryAt, heardAt } = facts;
  if (!facts.open) return { state: 'idle' };
  if (!facts.online) return { state: 'offline', heardAt };
  if (carrier === null) {
    return facts.everGood ? { state: 'reconnecting', retryAt } : { state: 'connecting' };
  }
  if (carrier.push) return facts.quiet ? { state: 'delayed', heardAt } : { state: 'live' };
  if (facts.quiet) return { state: 'offline', heardAt };
  return { state: 'polling', isFallback: facts.isFallback, retryAt };
}

/** Whether two healths would be shown alike. */
export function sameHealth(a: ChannelHealth, b: ChannelHealth): boolean {
  return (
    a.state === b.state &&
    ('retryAt' in a ? a.retryAt : null) === ('retryAt' in b ? b.retryAt : null)
  );
}
