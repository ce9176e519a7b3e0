import { type DocumentMembers, type ErrorMembers, type StageMembers, type UploadState } from './protocol-names.js';
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
/** Whether this state is final. */
export declare function isTerminal(state: UploadState): boolean;
/** Reads one document; null where it lacks what orders it or says its state. */
export declare function readDocument(value: unknown): ProgressDocument | null;
export {};
