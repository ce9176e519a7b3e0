import { type Random } from '../base/backoff.js';
import { type Capabilities } from './capabilities.js';
import { type Problem } from './problem.js';
import type { TokenProvider } from './request.js';
export interface DiscoveryOptions {
    readonly endpoint: string;
    readonly token?: TokenProvider | undefined;
    readonly random: Random;
    readonly answered: (capabilities: Capabilities) => void;
    readonly failed: () => void;
}
export declare class Discovery {
    #private;
    constructor(options: DiscoveryOptions);
    get isAsking(): boolean;
    /** Why the last request failed; null before the first failure. */
    get problem(): Problem | null;
    /** Asks now, unless a request is open. */
    ask(): void;
    stop(): void;
}
