import { type ProgressDocument } from './document.js';
import type { TokenProvider } from './transport.js';
export interface Snapshot {
    readonly documents: readonly ProgressDocument[];
    readonly gone: readonly string[];
}
/** Reads the state of the ids; rejects when the server could not be asked. */
export type SnapshotReader = (ids: readonly string[]) => Promise<Snapshot>;
/** A reader for the progress URL `base`. */
export declare function snapshotReader(base: string, token?: TokenProvider): SnapshotReader;
