/* SPDX-License-Identifier: MIT
 *
 * What is known of a file when it is to be shown, and what follows from that.
 */

import type { Problem } from '../server/problem.js';
import type { ProgressDocument } from '../store/document.js';
import type { Transfer } from '../transfer/transfer.js';
import type { Phase } from './words.js';

/** What is known of a file when it is to be shown. */
export interface FileFacts {
  readonly name: string;
  readonly size: number;
  readonly transfer: Transfer;
  readonly document: ProgressDocument | null;
  /** When `document` came, by this page's clock. */
  readonly heardAt: number | null;
  readonly isUnknown: boolean;
  /** Files before it that wait too. */
  readonly waitingBefore: number;
  /** Whether the file is at hand; after a reload it is not. */
  readonly hasFile: boolean;
  /** Why the server cannot be worked with at all; null where it can. */
  readonly serverProblem?: Problem | null;
  /** Whether this page only watches what another one sends. */
  readonly isFollowed?: boolean;
  /** The page that shows this upload to whoever has its URL. */
  readonly link?: string | null;
  readonly now: number;
}

/** More than kernels and proxies keep for a moment, for longer than they do. */
const HELD_BYTES = 4_000_000;
const HELD_MS = 4_000;

/** Whether the file has to be chosen again: it is not what it was. */
export function isFileLost({ problem }: Transfer): boolean {
  return problem?.code === 'file_changed';
}

/** Whether it is not known how much the server has: others sent it, and it was not heard of yet. */
export function isUntold({ document, hasFile, transfer }: FileFacts, phase: Phase): boolean {
  return !hasFile && document === null && transfer.confirmed === 0 && phase === 'paused';
}

/** Much has left the page and none of it arrives: something on the way keeps it. */
export function isHeldBack({ transfer, now }: FileFacts): boolean {
  const { sent, confirmed, confirmedAt } = transfer;
  return confirmedAt !== null && sent - confirmed >= HELD_BYTES && now - confirmedAt >= HELD_MS;
}
