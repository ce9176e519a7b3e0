/* SPDX-License-Identifier: MIT
 *
 * Which ways of hearing news a server offers, the best first. A new transport
 * is one more entry here.
 */
import type { Random } from './backoff.js';
import type { Capabilities } from './capabilities.js';
import { PollingTransport } from './polling.js';
import type { SnapshotReader } from './snapshot.js';
import { SocketTransport } from './socket.js';
import type { Rung, TokenProvider } from './transport.js';

export interface LadderOptions {
  readonly capabilities: Capabilities;
  readonly snapshot: SnapshotReader;
  readonly token?: TokenProvider | undefined;
  readonly random: Random;
}

/** The rungs for this server; the last one needs no more than the progress URL. */
export function buildLadder(options: LadderOptions): Rung[] {
  const { capabilities, snapshot, token, random } = options;
  const rungs: Rung[] = [];
  const { liveUrl } = capabilities;
  if (liveUrl !== null) {
    rungs.push({
      kind: 'websocket',
      push: true,
      create: (events) => new SocketTransport({ url: liveUrl, token }, events),
    });
  }
  rungs.push({
    kind: 'polling',
    push: false,
    create: (events) => new PollingTransport(snapshot, events, random),
  });
  return rungs;
}
