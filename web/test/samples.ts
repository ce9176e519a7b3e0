/* SPDX-License-Identifier: MIT
 *
 * Documents, transfers and facts for tests: plain ones, in which a test changes what matters.
 */
import type { ProgressDocument, StageDocument } from '../src/store/document.js';
import type { StoreEvent } from '../src/store/store.js';
import type { Transfer } from '../src/transfer/transfer.js';

export const ID = '0'.repeat(32);

export function documentOf(change: Partial<ProgressDocument>): ProgressDocument {
  return {
    id: ID,
    epoch: 1,
    rev: 1,
    state: 'uploading',
    transfer: 'active',
    name: 'a.bin',
    type: null,
    size: 1000,
    received: 0,
    rate: null,
    eta_ms: null,
    percent: null,
    message: null,
    stages: [],
    error: null,
    result: null,
    created_at: null,
    updated_at: null,
    expires_at: null,
    ...change,
  };
}

/** News of the document of ID. */
export function newsOf(change: Partial<ProgressDocument>): StoreEvent {
  return { kind: 'document', document: documentOf(change) };
}

/** The event in one line. */
export function lineOf(event: StoreEvent): string {
  return event.kind === 'document' ? `document ${event.document.rev}` : `${event.kind} ${event.id}`;
}

export function stageOf(change: Partial<StageDocument>): StageDocument {
  return {
    name: 'digest',
    label: 'Checksum',
    state: 'waiting',
    progress: null,
    message: null,
    started_at: null,
    ended_at: null,
    ...change,
  };
}

export function transferOf(change: Partial<Transfer>): Transfer {
  return {
    state: 'sending',
    confirmed: 0,
    sent: 0,
    rate: null,
    startedAt: null,
    retryAt: null,
    problem: null,
    resumedFrom: null,
    // What has arrived was told; too late for any test to wait since then.
    confirmedAt: change.confirmed ? Number.MAX_SAFE_INTEGER : null,
    url: `http://localhost/uploads/${ID}.${ID}`,
    ...change,
  };
}
