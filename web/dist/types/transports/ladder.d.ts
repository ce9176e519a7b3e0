import type { Random } from '../base/backoff.js';
import type { Capabilities } from '../server/capabilities.js';
import type { TokenProvider } from '../server/request.js';
import type { SnapshotReader } from '../server/snapshot.js';
import type { Rung } from './transport.js';
export interface LadderOptions {
    readonly capabilities: Capabilities;
    /** Null where what is watched cannot be read without a relay. */
    readonly snapshot: SnapshotReader | null;
    readonly token?: TokenProvider | undefined;
    readonly random: Random;
}
/**
 * The rungs for this server; the last one, with a snapshot, needs no more than the progress URL.
 */
export declare function buildLadder(options: LadderOptions): Rung[];
