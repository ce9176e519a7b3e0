/* SPDX-License-Identifier: MIT
 *
 * The document of an upload: its whole public state, the same text on every transport. It is read
 * and checked here only.
 */
import { finiteNumber, isRecord, nonEmptyText } from '../base/json.js';

/** The state of an upload in its life cycle. */
export type UploadState =
  | 'created'
  | 'uploading'
  | 'queued'
  | 'processing'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'expired'
  | 'deleted';

export type StageState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped';

/** One processing step. `progress` is 0 to 100, or null when unknown. */
export interface StageDocument {
  readonly name: string;
  readonly label: string;
  readonly state: StageState;
  readonly progress: number | null;
  readonly message: string | null;
  readonly started_at: number | null;
  readonly ended_at: number | null;
}

/** Why an upload failed. */
export interface UploadError {
  readonly code: string;
  readonly message: string;
  readonly stage: string | null;
  readonly retryable: boolean;
}

/** The whole public state; times in ms since 1970, sizes in bytes, rate in bytes/s. */
export interface ProgressDocument {
  readonly id: string;
  readonly epoch: number;
  readonly rev: number;
  readonly state: UploadState;
  readonly transfer: 'active' | 'idle';
  readonly name: string | null;
  readonly type: string | null;
  readonly size: number | null;
  readonly received: number;
  readonly rate: number | null;
  readonly eta_ms: number | null;
  readonly percent: number | null;
  readonly message: string | null;
  readonly stages: readonly StageDocument[];
  readonly error: UploadError | null;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly created_at: number | null;
  readonly updated_at: number | null;
  readonly expires_at: number | null;
}

const TERMINAL: ReadonlySet<unknown> = new Set<UploadState>([
  'done',
  'failed',
  'cancelled',
  'expired',
  'deleted',
]);
const STATES: ReadonlySet<unknown> = new Set<unknown>([
  'created',
  'uploading',
  'queued',
  'processing',
  ...TERMINAL,
]);
const STAGE_STATES: ReadonlySet<unknown> = new Set<StageState>([
  'waiting',
  'running',
  'done',
  'failed',
  'skipped',
]);

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
  return STAGE_STATES.has(value);
}
