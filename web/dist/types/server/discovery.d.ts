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
    /** Why it was not answered; null before anything went wrong. */
    get problem(): Problem | null;
    /** Asks now, unless it is being asked. */
    ask(): void;
    stop(): void;
}
