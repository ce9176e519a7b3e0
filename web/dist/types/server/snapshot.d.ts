import { type ProgressDocument } from '../store/document.js';
import type { TokenProvider } from './request.js';
export interface Snapshot {
    readonly documents: readonly ProgressDocument[];
    readonly gone: readonly string[];
}
/** A long-poll's answer says more. */
export interface LongSnapshot extends Snapshot {
    readonly stale: readonly string[];
    readonly site: unknown;
}
/** Reads the state of the ids; rejects when the server could not be asked. */
export type SnapshotReader = (ids: readonly string[]) => Promise<Snapshot>;
/** A reader for the progress URL `base`. */
export declare function snapshotReader(base: string, token?: TokenProvider): SnapshotReader;
/** Reads such an answer; throws where it is none. */
export declare function readSnapshot(value: unknown): LongSnapshot;
