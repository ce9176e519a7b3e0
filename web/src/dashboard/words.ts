/* SPDX-License-Identifier: MIT
 *
 * The texts of the dashboard. They are not in view/words.ts, because visitors need none of them.
 */
import type { Command } from '../server/commands.js';
import type { ProblemWords } from '../view/words.js';

/** The columns and figures. */
export type Heading =
  | 'name'
  | 'state'
  | 'progress'
  | 'rate'
  | 'left'
  | 'actions'
  | 'host'
  | 'health'
  | 'sessions'
  | 'watched'
  | 'lag'
  | 'jobs'
  | 'done'
  | 'failed'
  | 'uptime'
  | 'version';

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

export const DASHBOARD_ENGLISH: DashboardWords = {
  token: 'Administrator’s token',
  signIn: 'Sign in',
  signOut: 'Sign out',
  checking: 'Checking…',
  tokenKept: 'The token stays in this tab. Closing the tab deletes it.',
  tokenHow: 'To make a token that is valid for eight hours, run on the server:',
  nobody: 'This site has no administrators, because authentication is off (auth = none).',
  nobodyHow:
    'To use this page, make a key, add these two lines to loadline.conf, restart the programs, and make a token:',
  refused: {
    unauthorized: 'The server does not know this token.',
    token_expired: 'This token has expired. Make a new one.',
    token_invalid: 'This is not a token of this site, or it is incomplete.',
    token_not_yet_valid: 'This token is not valid yet.',
    scope_missing: 'This token is valid, but not for administrators: its scope lacks “admin”.',
    network: 'The server does not answer.',
    no_server: 'There is no upload server at this address.',
    server_failed: 'The upload server is not working at the moment.',
    no_relay: 'No relay answers, or its version is too old: the dashboard needs loadline-relay.',
    other: 'The server denied access.',
  } satisfies ProblemWords,
  figure: {
    uploading: 'Uploading',
    rate: 'Throughput',
    processing: 'Processing',
    waiting: 'Waiting',
    failed: 'Failed',
    sessions: 'Clients',
  },
  heading: {
    name: 'Upload',
    state: 'State',
    progress: 'Stored',
    rate: 'Speed',
    left: 'Time left',
    actions: 'Actions',
    host: 'Host',
    health: 'Health',
    sessions: 'Clients',
    watched: 'Watched',
    lag: 'Redis lag',
    jobs: 'Running',
    done: 'Done',
    failed: 'Failed',
    uptime: 'Up for',
    version: 'Version',
  },
  pulse: { up: 'Up', stopping: 'Stopping', gone: 'Gone', unknown: 'Unknown' },
  transport: { websocket: 'WebSocket', events: 'events', poll: 'long-poll' },
  uploads: 'Uploads',
  relays: 'Relays',
  workers: 'Workers',
  throughput: 'Throughput',
  sessions: 'Clients connected',
  filter: 'Filter by name, id or state',
  pause: 'Pause updates',
  resume: 'Resume updates',
  pausedAt: (time) => `Shown as of ${time}. Uploads and processing continue.`,
  paused: 'Updates are paused.',
  resumed: 'Updates resumed.',
  clearEnded: 'Remove ended',
  noUploads: 'Nothing is being uploaded or processed.',
  noMatch: (filter) => `No upload matches “${filter}”.`,
  more: (count) => `${count} more match; narrow the filter to see them.`,
  cutOff:
    'There are more uploads than one client may watch (relay_watches): the list and the totals are incomplete.',
  noRelays: 'No relay has reported.',
  noWorkers: 'No worker has reported: uploads that need processing wait.',
  noNews: 'The relay cannot reach Redis: this page is out of date.',
  vanished: 'Gone from the server',
  heardAgo: (time) => `last heartbeat ${time} ago`,
  running: (running, slots) => `${running} of ${slots}`,
  plot: (name, now, highest) => `${name} in the last five minutes: ${now} now, at most ${highest}`,
  highest: (value) => `at most ${value}`,
  spanStart: '5 min ago',
  spanEnd: 'now',
  command: { retry: 'Process again', cancel: 'Cancel' },
  question: (name) => `Cancel “${name}”?`,
  consequence: 'The server deletes the bytes that it has. This cannot be undone.',
  keep: 'Keep it',
  confirm: 'Cancel the upload',
  done: (what, name) =>
    what === 'retry' ? `${name} is processed again.` : `${name} was cancelled.`,
  failedTo: (what, name, reason) =>
    `${name} could not be ${what === 'retry' ? 'processed again' : 'cancelled'}: ${reason}`,
  counted: (uploads, bytes, done, failed) =>
    `Counted so far: uploads created ${uploads}, received ${bytes}, processed ${done}, failed ${failed}.`,
};

const DASHBOARD_TABLES = new Map<string, DashboardWords>([['en', DASHBOARD_ENGLISH]]);

/** Sets the words for a language ("de"). */
export function addDashboardWords(language: string, words: DashboardWords): void {
  DASHBOARD_TABLES.set(language, words);
}

export function dashboardWords(language: string): DashboardWords {
  return DASHBOARD_TABLES.get(language) ?? DASHBOARD_ENGLISH;
}
