/* SPDX-License-Identifier: MIT
 *
 * The whole list at a glance: the phase of each upload, and the sums. It is made anew with each
 * update, in one pass: what a row shows in words is made only for rows that are drawn.
 */
import type { Upload } from '../client/upload.js';
import { isElsewhere } from '../transfer/transfer.js';
import { isHeld, isStored } from '../view/phase.js';
import type { Phase } from '../view/words.js';
import { phaseOfUpload } from './upload-view.js';

/** From so many on, a file has one line. */
const MANY = 20;

export interface Overview {
  /** By the keys of the uploads. */
  readonly phases: ReadonlyMap<number, Phase>;
  /** How many uploads before it wait too, for those that wait; by their keys. */
  readonly places: ReadonlyMap<number, number>;
  readonly count: number;
  /** How many wait for a person to start them. */
  readonly heldCount: number;
  /** How many this page sends, or will in their turn. */
  readonly pausableCount: number;
  /** How many were begun and are paused, and have their file. */
  readonly resumableCount: number;
  /** Bytes of all files that are not cancelled: in all, confirmed by the server, and sent. */
  readonly size: number;
  readonly confirmed: number;
  readonly sent: number;
  /** Whether the server has every byte of them. */
  readonly isWhole: boolean;
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
  const sums = {
    heldCount: 0,
    pausableCount: 0,
    resumableCount: 0,
    size: 0,
    confirmed: 0,
    sent: 0,
    restBytes: 0,
    ownBytes: 0,
    isSending: false,
    isWhole: true,
  };
  for (const upload of uploads) {
    const { key, source, transfer, document, file } = upload;
    const phase = phaseOfUpload(upload);
    phases.set(key, phase);
    counts.set(phase, (counts.get(phase) ?? 0) + 1);
    const { state } = transfer;
    if (state === 'waiting') places.set(key, places.size);
    const isOurs = file !== null && !isStored(phase);
    const isUnderWay = isOurs && ['sending', 'retrying', 'waiting'].includes(state);
    if (isHeld(transfer)) sums.heldCount++;
    else if (isOurs && state === 'paused') sums.resumableCount++;
    if (isUnderWay) sums.pausableCount++;
    if (phase === 'cancelled') continue;
    sums.isWhole &&= isStored(phase);
    const size = source.size || (document?.size ?? 0);
    const confirmed = isStored(phase) ? size : Math.min(size, transfer.confirmed);
    sums.size += size;
    sums.confirmed += confirmed;
    sums.sent += Math.min(size, Math.max(confirmed, transfer.sent));
    if (isUnderWay && !isElsewhere(transfer)) sums.restBytes += size - confirmed;
    if (transfer.sent > 0) sums.ownBytes += confirmed - (transfer.resumedFrom ?? 0);
    sums.isSending ||= isOurs && state === 'sending';
  }
  const countOf = (...wanted: readonly Phase[]) =>
    wanted.reduce((sum, phase) => sum + (counts.get(phase) ?? 0), 0);
  return { phases, places, count: uploads.length, ...sums, countOf };
}
