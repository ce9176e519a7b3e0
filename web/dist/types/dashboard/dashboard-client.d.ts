import type { ChannelHealth } from '../channel/health.js';
import type { Command } from '../server/commands.js';
import { type Problem } from '../server/problem.js';
import { type Board } from './board.js';
export interface DashboardEvents {
    changed(): void;
    /** The token is none any more, or never was. */
    refused(problem: Problem): void;
}
export declare class DashboardClient {
    #private;
    /** A client with a token that opens the door; else the reason why it does not. */
    static open(endpoint: string, token: string | null, events: DashboardEvents): Promise<DashboardClient | Problem>;
    private constructor();
    get board(): Board;
    get health(): ChannelHealth;
    /** Whether there are more uploads than the relay tells one client of. */
    get isCutOff(): boolean;
    /** Changes the board by something that people did. */
    change(how: (board: Board) => Board): void;
    /** Asks it of the upload; null where the server does it. */
    command(id: string, what: Command): Promise<Problem | null>;
    dispose(): void;
}
