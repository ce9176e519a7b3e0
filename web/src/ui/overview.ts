/* SPDX-License-Identifier: MIT
 *
 * The whole list at a glance: the phase of each upload, and the sums. It is made anew with each
 * update, in one pass: what a row shows in words is made only for rows that are drawn.
 */
import type { Upload } from '../client/upload.js';
import { isElsewhere, type TransferState } from '../transfer/transfer.js';
import { isHeld, isStored } from '../view/phase.js';
import type { Phase } from '../view/words.js';
import { phaseOfUpload } from './upload-view.js';

/** From so many on, a file has one line. */
const MANY = 20;

const UNDER_WAY: ReadonlySet<TransferState> = new Set(['waiting', 'sending', 'retrying']);

export interface Overview {
  /** By the keys of the uploads. */
  readonly phases: ReadonlyMap<number, Phase>;
  /** How many uploads before it wait too, for those that wait; by their keys. */
  readonly places: ReadonlyMap<number, number>;
  readonly count: number;
  /** How many wait for a person to start them. */
  readonly heldCount: number;
  /** How many are paused, and have their file. */
  readonly resumableCount: number;
  /** Bytes of all files that are not cancelled: in all, confirmed by the server, and sent. */
  readonly size: number;
  readonly confirmed: number;
  readonly sent: number;
  /** Bytes that this page has yet to send of what it sends now, or in its turn. */
  readonly restBytes: number;
  /** Bytes that this page has sent and the server has, from where each file was begun or resumed. */
  readonly ownBytes: number;
  /** Whether this page sends a file now. */
  readonly isSending: boolean;
  countOf(...phases: readonly Phase[]): number;
}

export function isMany({ count }: Overview): boolean {
  return count >= MANY;
}

export function overviewOf(uploads: readonly Upload[]): Overview {
  const phases = new Map<number, Phase>();
  const places = new Map<number, number>();
  const counts = new Map<Phase, number>();
  const sums = { heldCount: 0, resumableCount: 0, size: 0, confirmed: 0, sent: 0 };
  let [restBytes, ownBytes, isSending] = [0, 0, false];
  for (const upload of uploads) {
    const { key, source, transfer, document, file } = upload;
    const phase = phaseOfUpload(upload);
    phases.set(key, phase);
    counts.set(phase, (counts.get(phase) ?? 0) + 1);
    if (transfer.state === 'waiting') places.set(key, places.size);
    if (isHeld(transfer)) sums.heldCount++;
    if (phase === 'paused' && file !== null) sums.resumableCount++;
    if (phase === 'cancelled') continue;
    const size = source.size || (document?.size ?? 0);
    const confirmed = isStored(phase) ? size : Math.min(size, transfer.confirmed);
    sums.size += size;
    sums.confirmed += confirmed;
    sums.sent += Math.min(size, Math.max(confirmed, transfer.sent));
    if (isUnderWay(upload)) restBytes += size - confirmed;
    if (transfer.sent > 0) ownBytes += confirmed - (transfer.resumedFrom ?? 0);
    isSending ||= file !== null && transfer.state === 'sending';
  }
  const countOf = (...wanted: readonly Phase[]) =>
    wanted.reduce((sum, phase) => sum + (counts.get(phase) ?? 0), 0);
  const own = { restBytes, ownBytes, isSending };
  return { phases, places, count: uploads.length, ...sums, ...own, countOf };
}

/** Whether this page sends it, or will in its turn; another window may. */
function isUnderWay({ file, transfer }: Upload): boolean {
  return file !== null && UNDER_WAY.has(transfer.state) && !isElsewhere(transfer);
}
