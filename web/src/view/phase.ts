/* SPDX-License-Identifier: MIT
 *
 * The phase of a file: one word for the states of its transfer and of its document.
 */
import type { ProgressDocument } from '../store/document.js';
import { isElsewhere, type Transfer } from '../transfer/transfer.js';
import type { Phase } from './words.js';

/**
 * The phase. An end that the server reports comes before the state of the transfer. Without the file,
 * nothing more is heard of an upload that is lost to this page.
 */
export function phaseOf(
  transfer: Transfer,
  document: ProgressDocument | null,
  hasFile = true,
  isLost = false,
): Phase {
  if (transfer.state === 'cancelled') return 'cancelled';
  switch (document?.state) {
    case 'done':
    case 'failed':
    case 'cancelled':
    case 'expired':
      return document.state;
    case 'deleted':
      return 'cancelled';
    case 'queued':
    case 'processing':
      return 'processing';
    default:
      if (!hasFile && isLost) return 'failed';
      // For an upload of another client, the server says whether it is being sent.
      if (!hasFile && document?.transfer === 'active') return 'uploading';
      if (isElsewhere(transfer)) return 'waiting';
      return hasFile && isHeld(transfer) ? 'waiting' : transferPhase(transfer);
  }
}

function transferPhase(transfer: Transfer): Phase {
  if (transfer.state === 'complete') return 'received';
  if (transfer.state !== 'sending') return transfer.state;
  return transfer.url === null ? 'starting' : 'uploading';
}

/** Whether it waits for a person to start it, not for its turn. */
export function isHeld(transfer: Transfer): boolean {
  return transfer.state === 'paused' && !hasBegun(transfer);
}

/** Whether it was started once, here or before a reload. */
export function hasBegun({ url, startedAt }: Transfer): boolean {
  return url !== null || startedAt !== null;
}

/** Whether it ended badly; a failed upload may expire too. */
export function isFailure(phase: Phase | undefined): boolean {
  return phase === 'failed' || phase === 'expired';
}

/** Whether the server has every byte in this phase. */
export function isStored(phase: Phase): boolean {
  return phase === 'received' || phase === 'processing' || phase === 'done';
}
