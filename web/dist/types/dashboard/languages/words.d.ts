import type { Counted } from '../../languages/words.js';
import type { Command } from '../../server/commands.js';
/** The columns and figures. */
export type Heading = 'name' | 'state' | 'progress' | 'rate' | 'left' | 'stored' | 'ended' | 'actions' | 'host' | 'health' | 'sessions' | 'watched' | 'lag' | 'jobs' | 'done' | 'failed' | 'uptime' | 'version';
/** What a row's buttons do. */
export type RowAction = Command | 'story';
export type Figure = 'uploading' | 'rate' | 'processing' | 'waiting' | 'failed' | 'sessions';
/** The state of a program, as far as the relay can tell. */
export type Pulse = 'up' | 'stopping' | 'gone' | 'unknown';
export interface DashboardWords {
    /** The language of the texts. */
    readonly language: string;
    readonly token: string;
    readonly signIn: string;
    readonly signOut: string;
    readonly checking: string;
    readonly tokenKept: string;
    /** How to make a link; the command follows. */
    readonly linkHow: string;
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
    /** Uploads that no worker has taken. */
    readonly queued: string;
    readonly sessions: string;
    readonly filter: string;
    /** The list of the server: without words, and with them. */
    readonly endedToday: string;
    readonly found: string;
    readonly nothingEnded: string;
    readonly nothingFound: string;
    readonly showMore: string;
    /** Before an owner's name. */
    readonly owner: string;
    readonly pause: string;
    readonly resume: string;
    readonly pausedAt: string;
    readonly paused: string;
    readonly resumed: string;
    readonly clearEnded: string;
    readonly noUploads: string;
    readonly noMatch: string;
    readonly more: Counted;
    readonly cutOff: string;
    readonly noRelays: string;
    readonly noWorkers: string;
    readonly noNews: string;
    readonly vanished: string;
    readonly heardAgo: string;
    readonly running: string;
    /** For those who do not see the curve; the second where it has gaps. */
    readonly plot: string;
    readonly plotGaps: string;
    readonly span: Readonly<Record<'hour' | 'minutes', string>>;
    readonly highest: string;
    readonly spanEnd: string;
    readonly command: Readonly<Record<RowAction, string>>;
    readonly question: string;
    readonly consequence: string;
    readonly keep: string;
    readonly confirm: string;
    readonly done: Readonly<Record<Command, string>>;
    readonly failedTo: Readonly<Record<Command, string>>;
    /** The title of the story. */
    readonly story: string;
    readonly close: string;
    readonly noStory: string;
    /** What happened, by the words of the server. */
    readonly happened: Readonly<Record<string, string>>;
    /** The counters since the site began to count. */
    readonly counted: string;
}
