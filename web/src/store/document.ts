/* SPDX-License-Identifier: MIT
 *
 * The document of an upload: its whole public state, the same text on every transport. It is read
 * and checked here only.
 */
import { finiteNumber, isRecord, nonEmptyText } from '../base/json.js';
import {
  type DocumentMembers,
  ENDED_STATES,
  type ErrorMembers,
  STAGE_STATES,
  type StageMembers,
  type StageState,
  UNFINISHED_STATES,
  type UploadState,
} from './protocol-names.js';

/** One processing step. `progress` is 0 to 100, or null when unknown. */
export type StageDocument = StageMembers;

/** Why an upload failed. */
export interface UploadError extends Omit<ErrorMembers, 'status'> {
  readonly message: string;
}

/** The members whose type differs from the table, because a reader has to expect less. */
type LooseMember = 'stages' | 'error' | 'updated_at';

/** The whole public state; times in ms since 1970, sizes in bytes, rate in bytes/s. */
export interface ProgressDocument extends Omit<DocumentMembers, 'event' | 'kind' | LooseMember> {
  readonly stages: readonly StageDocument[];
  readonly error: UploadError | null;
  readonly updated_at: number | null;
}

const TERMINAL: ReadonlySet<unknown> = new Set(ENDED_STATES);
const STATES: ReadonlySet<unknown> = new Set([...UNFINISHED_STATES, ...ENDED_STATES]);
const STEPS: ReadonlySet<unknown> = new Set(STAGE_STATES);

/** Whether this state is final. */
export function isTerminal(state: UploadState): boolean {
  return TERMINAL.has(state);
}

/** Reads one document; null where it lacks what orders it or says its state. */
export function readDocument(value: unknown): ProgressDocument | null {
  if (!isRecord(value)) return null;
  const id = nonEmptyText(value.id);
  const epoch = finiteNumber(value.epoch);
  const rev = finiteNumber(value.rev);
  if (id === null || epoch === null || rev === null || !isUploadState(value.state)) return null;
  return {
    id,
    epoch,
    rev,
    state: value.state,
    transfer: value.transfer === 'active' ? 'active' : 'idle',
    name: nonEmptyText(value.name),
    type: nonEmptyText(value.type),
    size: finiteNumber(value.size),
    received: finiteNumber(value.received) ?? 0,
    rate: finiteNumber(value.rate),
    eta_ms: finiteNumber(value.eta_ms),
    percent: finiteNumber(value.percent),
    message: nonEmptyText(value.message),
    stages: Array.isArray(value.stages) ? value.stages.flatMap(readStage) : [],
    error: readError(value.error),
    result: isRecord(value.result) ? value.result : null,
    created_at: finiteNumber(value.created_at),
    updated_at: finiteNumber(value.updated_at),
    expires_at: finiteNumber(value.expires_at),
  };
}

function readStage(value: unknown): StageDocument[] {
  if (!isRecord(value)) return [];
  const name = nonEmptyText(value.name);
  if (name === null || !isStageState(value.state)) return [];
  return [
    {
      name,
      label: nonEmptyText(value.label) ?? name,
      state: value.state,
      progress: finiteNumber(value.progress),
      message: nonEmptyText(value.message),
      started_at: finiteNumber(value.started_at),
      ended_at: finiteNumber(value.ended_at),
    },
  ];
}

function readError(value: unknown): UploadError | null {
  if (!isRecord(value)) return null;
  return {
    code: nonEmptyText(value.code) ?? 'unknown',
    message: nonEmptyText(value.message) ?? '',
    stage: nonEmptyText(value.stage),
    retryable: value.retryable === true,
  };
}

function isUploadState(value: unknown): value is UploadState {
  return STATES.has(value);
}

function isStageState(value: unknown): value is StageState {
  return STEPS.has(value);
}
