import type { Command } from '../server/commands.js';
/** What a column or a figure is about. */
export type Heading = 'name' | 'state' | 'progress' | 'rate' | 'left' | 'actions' | 'host' | 'health' | 'sessions' | 'watched' | 'lag' | 'jobs' | 'done' | 'failed' | 'uptime' | 'version';
export type Figure = 'uploading' | 'rate' | 'processing' | 'waiting' | 'failed' | 'sessions';
/** What a program is, as far as it can be heard. */
export type Pulse = 'up' | 'stopping' | 'gone' | 'unknown';
export interface DashboardWords {
    readonly token: string;
    readonly signIn: string;
    readonly signOut: string;
    readonly checking: string;
    readonly tokenKept: string;
    /** How a token is made; the command follows. */
    readonly tokenHow: string;
    /** Nobody can be an administrator here, and what would change that; the settings follow. */
    readonly nobody: string;
    readonly nobodyHow: string;
    /** Why a token does not open, by problem code; `other` is always there. */
    readonly refused: Readonly<Record<string, string>>;
    readonly figure: Readonly<Record<Figure, string>>;
    readonly heading: Readonly<Record<Heading, string>>;
    readonly pulse: Readonly<Record<Pulse, string>>;
    readonly transport: Readonly<Record<string, string>>;
    readonly uploads: string;
    readonly relays: string;
    readonly workers: string;
    readonly throughput: string;
    readonly sessions: string;
    readonly filter: string;
    readonly pause: string;
    readonly resume: string;
    pausedAt(time: string): string;
    readonly paused: string;
    readonly resumed: string;
    readonly clearEnded: string;
    readonly noUploads: string;
    noMatch(filter: string): string;
    more(count: number): string;
    readonly cutOff: string;
    readonly noRelays: string;
    readonly noWorkers: string;
    readonly noNews: string;
    readonly vanished: string;
    heardAgo(time: string): string;
    running(running: number, slots: number): string;
    plot(name: string, now: string, highest: string): string;
    highest(value: string): string;
    readonly spanStart: string;
    readonly spanEnd: string;
    readonly command: Readonly<Record<Command, string>>;
    question(name: string): string;
    readonly consequence: string;
    readonly keep: string;
    readonly confirm: string;
    done(what: Command, name: string): string;
    failedTo(what: Command, name: string, reason: string): string;
    /** What was counted since counting began. */
    counted(uploads: string, bytes: string, done: string, failed: string): string;
}
export declare const DASHBOARD_ENGLISH: DashboardWords;
/** Makes a table the one for a language ("de"). */
export declare function addDashboardWords(language: string, words: DashboardWords): void;
export declare function dashboardWords(language: string): DashboardWords;
