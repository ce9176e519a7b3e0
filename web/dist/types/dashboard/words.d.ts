import type { Command } from '../server/commands.js';
/** The columns and figures. */
export type Heading = 'name' | 'state' | 'progress' | 'rate' | 'left' | 'actions' | 'host' | 'health' | 'sessions' | 'watched' | 'lag' | 'jobs' | 'done' | 'failed' | 'uptime' | 'version';
export type Figure = 'uploading' | 'rate' | 'processing' | 'waiting' | 'failed' | 'sessions';
/** The state of a program, as far as the relay can tell. */
export type Pulse = 'up' | 'stopping' | 'gone' | 'unknown';
export interface DashboardWords {
    readonly token: string;
    readonly signIn: string;
    readonly signOut: string;
    readonly checking: string;
    readonly tokenKept: string;
    /** How to make a token; the command follows. */
    readonly tokenHow: string;
    /** The site has no administrators, and how to change that; the settings follow. */
    readonly nobody: string;
    readonly nobodyHow: string;
    /** Why a token gives no access, by problem code; `other` is always present. */
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
    /** The counters since the site began to count. */
    counted(uploads: string, bytes: string, done: string, failed: string): string;
}
export declare const DASHBOARD_ENGLISH: DashboardWords;
/** Sets the words for a language ("de"). */
export declare function addDashboardWords(language: string, words: DashboardWords): void;
export declare function dashboardWords(language: string): DashboardWords;
