/* SPDX-License-Identifier: MIT
 *
 * Every text for visitors, in one table, so that a site can use its own language.
 */

import type { ChannelHealth } from '../channel/health.js';
import type { LocalCode } from '../server/problem.js';
import type { ErrorCode, StageState, UploadState } from '../store/protocol-names.js';
import { formatDuration } from './format.js';

export interface Words {
  readonly phase: Readonly<Record<Phase, string>>;
  readonly stage: Readonly<Record<StageState, string>>;
  readonly action: Readonly<Record<Action, string>>;
  /** By problem code; `network`, `busy` and `other` are always present. */
  readonly problem: Readonly<Record<string, string>>;
  readonly result: Readonly<Record<string, string>>;
  /** Between a part and its whole. */
  readonly of: string;
  step(current: number, all: number): string;
  percent(percent: number): string;
  timeLeft(time: string): string;
  took(time: string): string;
  /** The time that processing has taken so far. */
  elapsed(time: string): string;
  queuePlace(place: number): string;
  keptAt(part: string): string;
  keptUntil(time: string): string;
  resumedAt(part: string): string;
  /** The server lost the bytes that were sent. */
  readonly begunAnew: string;
  retryIn(seconds: number): string;
  readonly retryWhenOnline: string;
  readonly retryingNow: string;
  readonly allSent: string;
  readonly mayLeave: string;
  /** Processing failed; the bytes need not be sent again. */
  readonly fileKept: string;
  readonly recordMissing: string;
  /** The file has to be chosen again after a reload. */
  readonly fileNeeded: string;
  /** The client that sends a watched file has stopped. */
  readonly senderAway: string;
  /** All files together: how many are done, of how many, and their bytes. */
  total(done: number, all: number, part: string): string;
  /** The web server buffers the bytes. */
  readonly heldBack: string;
  /** The last update is this old, although bytes are being sent. */
  lastNews(age: string): string;
  /** The health of the channel: a label, and a detail. */
  health(health: ChannelHealth, now: number): HealthWords;
  readonly choose: string;
  /** After a drop: empty folders, and files that cannot be read. */
  notTaken(names: string): string;
  /** A drop had more files than are taken at once. */
  tooMany(limit: number): string;
  readonly drop: string;
  readonly dropNow: string;
  limit(size: string): string;
  readonly files: string;
  readonly stages: string;
  readonly copy: string;
  readonly copied: string;
  /** The button that fetches the present state and tries the best transport at once. */
  readonly refresh: string;
  /** The name of a button for screen readers: the action, and the file. */
  actionOn(action: string, name: string): string;
}

export interface HealthWords {
  readonly label: string;
  readonly detail: string | null;
}

/** Texts by the code of a problem, or by the state in which an upload ended. */
export type ProblemWords = Partial<Record<ErrorCode | LocalCode | UploadState | 'other', string>>;

/** What a file is doing, for people. */
export type Phase =
  | 'waiting'
  | 'starting'
  | 'uploading'
  | 'paused'
  | 'retrying'
  | 'received'
  | 'processing'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'expired';

export type Action =
  | 'start'
  | 'pause'
  | 'resume'
  | 'retryNow'
  | 'cancel'
  | 'reprocess'
  | 'again'
  | 'remove';

export const ENGLISH: Words = {
  phase: {
    waiting: 'Waiting',
    starting: 'Starting',
    uploading: 'Uploading',
    paused: 'Paused',
    retrying: 'Interrupted',
    received: 'Received',
    processing: 'Processing',
    done: 'Done',
    failed: 'Failed',
    cancelled: 'Cancelled',
    expired: 'Expired',
  },
  stage: {
    waiting: 'waiting',
    running: 'running',
    done: 'done',
    failed: 'failed',
    skipped: 'skipped',
  },
  action: {
    start: 'Start now',
    pause: 'Pause',
    resume: 'Resume',
    retryNow: 'Try now',
    cancel: 'Cancel',
    reprocess: 'Process again',
    again: 'Upload again',
    remove: 'Remove',
  },
  problem: {
    network: 'The connection to the server was lost.',
    busy: 'The server is not available at the moment.',
    superseded: 'This upload continues in another window.',
    too_large: 'This file is larger than the server accepts.',
    part_too_large: 'The web server refuses even small parts of this file.',
    file_changed: 'This file was changed or removed. Choose it again.',
    insufficient_storage: 'The server has no space left.',
    locked: 'The server is still busy with this upload.',
    gone: 'The server no longer has this upload.',
    not_found: 'The server no longer has this upload.',
    forbidden: 'The server does not allow this.',
    cancelled: 'The upload was cancelled.',
    expired: 'The upload expired, and the server removed it.',
    deleted: 'The upload was removed from the server.',
    denied: 'The web server denied access.',
    no_server: 'There is no upload server at this address.',
    server_failed: 'The upload server is not working at the moment.',
    other: 'The server could not accept this file.',
  } satisfies ProblemWords,
  result: {
    sha256: 'SHA-256',
    type: 'Type',
    link: 'Link',
    id: 'Upload',
  },
  of: 'of',
  step: (current, all) => `step ${current} of ${all}`,
  percent: (percent) => `${percent} percent`,
  timeLeft: (time) => `${time} left`,
  took: (time) => `in ${time}`,
  elapsed: (time) => `for ${time}`,
  queuePlace: (place) => `number ${place} in the queue`,
  keptAt: (part) => `${part} stored; the upload resumes from there`,
  keptUntil: (time) => `kept until ${time}`,
  resumedAt: (part) => `resumed from ${part}`,
  begunAnew: 'The server lost the earlier bytes, so the upload started again.',
  retryIn: (seconds) => `Trying again in ${formatDuration(seconds * 1000)}. Stored bytes are kept.`,
  retryWhenOnline: 'Resumes as soon as this device is online. Stored bytes are kept.',
  retryingNow: 'Trying again. Stored bytes are kept.',
  allSent: 'All bytes are sent. The server is storing the rest.',
  fileKept: 'The server has every byte. You do not need to send the file again.',
  mayLeave: 'You may close this page: the server has every byte.',
  recordMissing: 'The server is restoring the state of this file. Nothing is lost.',
  fileNeeded: 'Choose this file again to resume. Stored bytes are kept.',
  senderAway: 'Waiting for the sender to resume.',
  total: (done, all, part) => `${done} of ${all} done, ${part}`,
  heldBack: 'The web server buffers the upload. The bar moves when the web server passes bytes on.',
  lastNews: (age) => `The last update of this file is ${age} old. Sending continues.`,
  health: healthInEnglish,
  choose: 'Choose files',
  notTaken: (names) => `Empty or not readable: ${names}`,
  tooMany: (limit) => `Only the first ${limit} files and folders were read.`,
  drop: 'or drop them here',
  dropNow: 'Drop to upload',
  limit: (size) => `Up to ${size} each`,
  files: 'Files',
  stages: 'Processing',
  copy: 'Copy',
  copied: 'Copied',
  refresh: 'Refresh',
  actionOn: (action, name) => `${action}: ${name}`,
};

function healthInEnglish(health: ChannelHealth, now: number): HealthWords {
  switch (health.state) {
    case 'idle':
      return { label: 'Ready', detail: null };
    case 'connecting':
      return { label: 'Connecting', detail: null };
    case 'live':
      return { label: 'Live', detail: null };
    case 'delayed':
      return {
        label: 'Delayed',
        detail: `last update ${formatDuration(now - health.heardAt)} ago`,
      };
    case 'reconnecting':
      return { label: 'Reconnecting', detail: retryCountdown(health.retryAt, now) };
    case 'polling':
      return {
        label: 'Checking every second',
        detail: health.isFallback
          ? `live updates lost, ${retryCountdown(health.retryAt, now)}`
          : null,
      };
    case 'refused':
      return { label: 'Server not available', detail: null };
    case 'offline':
      return {
        label: 'No connection',
        detail: `last update ${formatDuration(now - health.heardAt)} ago`,
      };
  }
}

function retryCountdown(at: number | null, now: number): string {
  const seconds = at === null ? 0 : Math.ceil((at - now) / 1000);
  return seconds > 0 ? `trying in ${seconds} s` : 'trying now';
}

const WORD_TABLES = new Map<string, Words>([['en', ENGLISH]]);

/** Sets the words for a language ("de"). The elements choose by the nearest lang attribute. */
export function addWords(language: string, words: Words): void {
  WORD_TABLES.set(language, words);
}

/** The words for an element's language, by the nearest lang attribute; English by default. */
export function wordsFor(element: Element): Words {
  return WORD_TABLES.get(languageOf(element)) ?? ENGLISH;
}

/** The language of an element, such as "de"; "" where there is none. */
export function languageOf(element: Element): string {
  const language = element.closest('[lang]')?.getAttribute('lang') ?? '';
  return language.split('-')[0] ?? '';
}
