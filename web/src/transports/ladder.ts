/* SPDX-License-Identifier: MIT
 *
 * The ladder: the transports that a server offers, the best first. A new transport is one more
 * entry here.
 */
import type { Random } from '../base/backoff.js';
import type { Capabilities } from '../server/capabilities.js';
import type { TokenProvider } from '../server/request.js';
import type { SnapshotReader } from '../server/snapshot.js';
import { EventStreamTransport } from './event-stream.js';
import { LongPollTransport } from './long-poll.js';
import { PollingTransport } from './polling.js';
import type { Rung } from './transport.js';
import { WebSocketTransport } from './websocket.js';

export interface LadderOptions {
  readonly capabilities: Capabilities;
  /** Null where the watched uploads cannot be read without a relay. */
  readonly snapshot: SnapshotReader | null;
  readonly token?: TokenProvider | undefined;
  readonly random: Random;
}

/** The rungs for this server. The last one, polling, needs the progress URL only. */
export function buildLadder(options: LadderOptions): Rung[] {
  const { capabilities, snapshot, token, random } = options;
  const live = [
    ['websocket', capabilities.liveUrl, WebSocketTransport],
    ['events', capabilities.liveEventsUrl, EventStreamTransport],
    ['longpoll', capabilities.livePollUrl, LongPollTransport],
  ] as const;
  const rungs = live.flatMap(([kind, url, TransportClass]): Rung[] =>
    url === null
      ? []
      : [{ kind, push: true, create: (events) => new TransportClass({ url, token }, events) }],
  );
  if (snapshot) {
    rungs.push({
      kind: 'polling',
      push: false,
      create: (events) => new PollingTransport(snapshot, events, random),
    });
  }
  return rungs;
}
