import type { Random } from './backoff.js';
import type { Capabilities } from './capabilities.js';
import type { TokenProvider } from './request.js';
import type { SnapshotReader } from './snapshot.js';
import type { Rung } from './transport.js';
export interface LadderOptions {
    readonly capabilities: Capabilities;
    /** Null where what is watched cannot be read without a relay. */
    readonly snapshot: SnapshotReader | null;
    readonly token?: TokenProvider | undefined;
    readonly random: Random;
}
/** The rungs for this server; the last one, with a snapshot, needs no more than the progress URL. */
export declare function buildLadder(options: LadderOptions): Rung[];
