import { type ProgressDocument } from '../store/document.js';
import type { TokenProvider } from './request.js';
export interface Snapshot {
    readonly documents: readonly ProgressDocument[];
    readonly gone: readonly string[];
}
/** The answer to a long-poll has two more members. */
export interface LongSnapshot extends Snapshot {
    readonly stale: readonly string[];
    readonly site: unknown;
}
/** Reads the state of these ids; rejects where the server cannot be reached. */
export type SnapshotReader = (ids: readonly string[]) => Promise<Snapshot>;
/** Makes a reader for the progress URL `base`. */
export declare function snapshotReader(base: string, token?: TokenProvider): SnapshotReader;
/** Reads one answer; throws where it is not a snapshot. */
export declare function readSnapshot(value: unknown): LongSnapshot;
