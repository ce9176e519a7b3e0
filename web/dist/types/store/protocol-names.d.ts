/** The states of an upload that still changes. */
export declare const UNFINISHED_STATES: readonly ['created', 'uploading', 'queued', 'processing'];
/** The states in which an upload ends. */
export declare const ENDED_STATES: readonly ['done', 'failed', 'cancelled', 'expired', 'deleted'];
export declare const STAGE_STATES: readonly ['waiting', 'running', 'done', 'failed', 'skipped'];
/** The state of an upload in its life cycle. */
export type UploadState = 'created' | 'uploading' | 'queued' | 'processing' | 'done' | 'failed' | 'cancelled' | 'expired' | 'deleted';
export type StageState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped';
/** Whether a sender is attached and bytes flow. */
export type TransferWord = 'idle' | 'active';
export type UploadKind = 'upload' | 'partial' | 'form';
/** Each code of a problem, with its HTTP status. */
export interface ErrorStatuses {
    readonly internal: 500;
    readonly out_of_memory: 503;
    readonly storage_failed: 500;
    readonly insufficient_storage: 507;
    readonly not_found: 404;
    readonly gone: 410;
    readonly forbidden: 403;
    readonly method_not_allowed: 405;
    readonly bad_request: 400;
    readonly superseded: 423;
    readonly locked: 423;
    readonly offset_mismatch: 409;
    readonly too_large: 413;
    readonly unsupported_media_type: 415;
    readonly tus_version: 412;
    readonly interrupted: 400;
    readonly bad_offset: 400;
    readonly bad_length: 400;
    readonly bad_metadata: 400;
    readonly bad_form: 400;
    readonly too_many: 400;
    readonly status_unavailable: 503;
    readonly status_missing: 404;
    readonly exists: 409;
    readonly wrong_state: 409;
    readonly bound_exceeded: 413;
    readonly syntax: 400;
    readonly bad_setting: 500;
    readonly not_finished: 409;
    readonly stage_failed: 500;
    readonly timeout: 408;
    readonly busy: 503;
    readonly type_refused: 415;
    readonly quota_exceeded: 413;
    readonly refused: 403;
    readonly too_many_uploads: 429;
    readonly headers_too_large: 431;
    readonly range_not_satisfiable: 416;
    readonly admission_failed: 503;
    readonly checksum_mismatch: 460;
    readonly bad_checksum: 400;
    readonly bad_concat: 400;
    readonly inconsistent_length: 400;
    readonly completed_upload: 400;
    readonly digest_mismatch: 400;
    readonly unauthorized: 401;
    readonly token_invalid: 401;
    readonly token_expired: 401;
    readonly token_not_yet_valid: 401;
    readonly scope_missing: 403;
    readonly too_many_connections: 429;
    readonly stage_not_waiting: 409;
    readonly not_failed: 409;
    readonly already_ended: 409;
    readonly too_many_creations: 429;
    readonly visitor_unknown: 400;
    readonly cross_origin: 403;
    readonly chunks_unsupported: 415;
    readonly part_refused: 400;
    readonly bytes_differ: 409;
    readonly delivered: 404;
    readonly elsewhere: 503;
    readonly parts_apart: 409;
    readonly download_unavailable: 503;
    readonly link_used: 410;
    readonly coding_unsupported: 415;
}
export type ErrorCode = keyof ErrorStatuses;
/** Why the relay closes a WebSocket. */
export interface CloseCodes {
    readonly GOING_AWAY: 1001;
    readonly POLICY: 1008;
    readonly TOO_BIG: 1009;
    readonly INTERNAL: 1011;
    readonly UNAUTHORIZED: 4401;
    readonly FORBIDDEN: 4403;
    readonly NO_AUTH: 4408;
    readonly TOO_MANY: 4429;
}
/** The document of an upload, as the server sends it. */
export interface DocumentMembers {
    readonly event: 'progress';
    readonly id: string;
    readonly epoch: number;
    readonly rev: number;
    readonly kind: UploadKind;
    readonly state: UploadState;
    readonly transfer: TransferWord;
    readonly name: string | null;
    readonly type: string | null;
    readonly size: number | null;
    readonly received: number;
    readonly rate: number | null;
    readonly eta_ms: number | null;
    readonly percent: number | null;
    readonly message: string | null;
    readonly stages: readonly StageMembers[];
    readonly error: ErrorMembers | null;
    readonly result: Readonly<Record<string, unknown>> | null;
    readonly created_at: number | null;
    readonly updated_at: number;
    readonly expires_at: number | null;
}
export interface StageMembers {
    readonly name: string;
    readonly label: string;
    readonly state: StageState;
    readonly progress: number | null;
    readonly message: string | null;
    readonly started_at: number | null;
    readonly ended_at: number | null;
}
export interface ErrorMembers {
    readonly code: string;
    readonly message: string | null;
    readonly stage: string | null;
    readonly status: number | null;
    readonly retryable: boolean;
}
