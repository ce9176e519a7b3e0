import type { ChannelHealth } from '../channel/health.js';
import type { Command } from '../server/commands.js';
import { type Problem } from '../server/problem.js';
import { type Answer } from './ask-server.js';
import { type Board } from './board.js';
export interface DashboardEvents {
    changed(): void;
    /** The token is invalid, or has expired. */
    refused(problem: Problem): void;
}
export declare class DashboardClient {
    #private;
    /** A client, if the token gives access; else the reason why not. */
    static open(endpoint: string, token: string | null, events: DashboardEvents): Promise<DashboardClient | Problem>;
    private constructor();
    get board(): Board;
    get health(): ChannelHealth;
    /** Whether there are more uploads than the relay sends to one client. */
    get isCutOff(): boolean;
    /** Changes the board by a person's action. */
    change(how: (board: Board) => Board): void;
    /** Sends a command; null where the server accepts it. */
    command(id: string, what: Command): Promise<Problem | null>;
    /** A page of what ended in the last day, or of what has the words. */
    readonly list: (words: string, from: number) => Promise<Answer>;
    /** What happened to an upload, and when. */
    readonly story: (id: string) => Promise<Answer>;
    dispose(): void;
}
