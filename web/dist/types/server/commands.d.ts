import { type Random } from '../base/backoff.js';
import type { TokenProvider } from './request.js';
export type Command = 'retry' | 'cancel';
export interface CommandQueueOptions {
    /** The progress URL; null until the server has said it. */
    readonly progressUrl: () => string | null;
    readonly token?: TokenProvider | undefined;
    readonly random: Random;
}
export declare class CommandQueue {
    #private;
    constructor(options: CommandQueueOptions);
    /** Tells the server, now or as soon as it can be reached; one after the other. */
    give(uploadUrl: string, what: Command): void;
    /** The server may be reached again: ends the wait. */
    nudge(): void;
    /** Forgets what was not said yet. */
    dispose(): void;
}
