import type { Random } from '../base/backoff.js';
import type { Capabilities } from '../server/capabilities.js';
import type { TokenProvider } from '../server/request.js';
import type { SnapshotReader } from '../server/snapshot.js';
import type { Rung } from './transport.js';
export interface LadderOptions {
    readonly capabilities: Capabilities;
    /** Null where the watched uploads cannot be read without a relay. */
    readonly snapshot: SnapshotReader | null;
    readonly token?: TokenProvider | undefined;
    readonly random: Random;
}
/** The rungs for this server. The last one, polling, needs the progress URL only. */
export declare function buildLadder(options: LadderOptions): Rung[];
