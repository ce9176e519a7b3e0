/** The state of an upload in its life cycle. */
export type UploadState = 'created' | 'uploading' | 'queued' | 'processing' | 'done' | 'failed' | 'cancelled' | 'expired' | 'deleted';
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
/** Whether this state is final. */
export declare function isTerminal(state: UploadState): boolean;
/** Reads one document; null where it lacks what orders it or says its state. */
export declare function readDocument(value: unknown): ProgressDocument | null;
