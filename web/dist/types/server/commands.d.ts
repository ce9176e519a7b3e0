import { type Random } from '../base/backoff.js';
import type { TokenProvider } from './request.js';
export type Command = 'retry' | 'cancel';
export interface CommandQueueOptions {
    /** The progress URL; null until the capabilities are known. */
    readonly progressUrl: () => string | null;
    readonly token?: TokenProvider | undefined;
    readonly random: Random;
}
export declare class CommandQueue {
    #private;
    constructor(options: CommandQueueOptions);
    /** Adds a command. The queue sends one after the other, as soon as the server can be reached. */
    give(uploadUrl: string, what: Command): void;
    /** Ends the wait before the next attempt: the server may be reachable again. */
    nudge(): void;
    /** Drops the commands that were not sent yet. */
    dispose(): void;
}
