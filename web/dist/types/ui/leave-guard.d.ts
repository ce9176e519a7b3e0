import type { LoadlineClient } from '../client/client.js';
export declare class LeaveGuard {
    #private;
    /** Asks from now on, as long as it is needed. */
    follow(client: LoadlineClient): void;
    stop(): void;
}
