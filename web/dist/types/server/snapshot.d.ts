import type { StoreEvent } from '../store/store.js';
import { type TokenProvider } from './request.js';
/** The answer to a long-poll. The state of the site's programs is unchecked. */
export interface Snapshot {
    readonly news: readonly StoreEvent[];
    readonly site: unknown;
}
/** Reads the state of these ids; rejects where the server cannot be reached. */
export type SnapshotReader = (ids: readonly string[]) => Promise<readonly StoreEvent[]>;
/** Makes a reader for the progress URL `base`. */
export declare function snapshotReader(base: string, token?: TokenProvider): SnapshotReader;
/** Reads one answer; throws where it is not a snapshot, as a problem document is none. */
export declare function readSnapshot(value: unknown): Snapshot;
