/* SPDX-License-Identifier: MIT
 *
 * What to show for one file: both truths, the transfer's and the server's,
 * made into words and shares. Pure, so that every state can be tested.
 */
import type { ProgressDocument, StageDocument, StageState } from './document.js';
import {
  formatBytes,
  formatDuration,
  formatPart,
  formatRate,
  formatTime,
  percentOf,
} from './format.js';
import { plainText } from './plain-text.js';
import type { Problem } from './problem.js';
import type { Transfer } from './transfer.js';
import { type Action, ENGLISH, type Phase, type Words } from './words.js';

/** What is known of a file when it is to be shown. */
export interface FileFacts {
  readonly name: string;
  readonly size: number;
  readonly transfer: Transfer;
  readonly document: ProgressDocument | null;
  /** When `document` came, by this page's clock. */
  readonly heardAt: number | null;
  readonly isUnknown: boolean;
  /** Files before it that wait too. */
  readonly waitingBefore: number;
  /** Whether the file is at hand; after a reload it is not. */
  readonly hasFile: boolean;
  /** Why the server cannot be worked with at all; null where it can. */
  readonly serverProblem?: Problem | null;
  /** Whether this page only watches what another one sends. */
  readonly isFollowed?: boolean;
  /** The page that shows this upload to whoever has its URL. */
  readonly link?: string | null;
  readonly now: number;
}

export interface StageView {
  readonly name: string;
  readonly label: string;
  readonly state: StageState;
  readonly word: string;
  /** 0 to 100; null when unknown. */
  readonly percent: number | null;
  readonly message: string | null;
  readonly took: string | null;
}

export interface ResultRow {
  readonly key: string;
  readonly label: string;
  readonly value: string;
}

export interface FileView {
  readonly name: string;
  readonly phase: Phase;
  readonly headline: string;
  /** Short figures, in order of importance. */
  readonly figures: readonly string[];
  /** Shares of the file, 0 to 1: what the server has, what has left the page. */
  readonly confirmed: number;
  readonly sent: number;
  /** Whole percent of the file that the server has; null while nobody has said. */
  readonly percent: number | null;
  /** The bar, said in words. */
  readonly spoken: string;
  readonly note: string | null;
  readonly problem: string | null;
  readonly stages: readonly StageView[];
  readonly actions: readonly Action[];
  readonly result: readonly ResultRow[];
}

/** The server's figures count as present for this long. */
const FIGURES_LAST_MS = 3_000;
/** While bytes flow the server speaks more often than this. */
const NEWS_OLD_MS = 5_000;
/** A time left is a guess before this much time has passed. */
const NO_GUESS_MS = 3_000;

/** More than kernels and proxies keep for a moment, for longer than they do. */
const HELD_BYTES = 4_000_000;
const HELD_MS = 4_000;

const ACTIONS: Readonly<Record<Phase, readonly Action[]>> = {
  waiting: ['start', 'remove'],
  starting: ['cancel'],
  uploading: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  retrying: ['retryNow', 'cancel'],
  received: ['cancel'],
  processing: ['cancel'],
  done: ['remove'],
  failed: ['reprocess', 'again', 'remove'],
  cancelled: ['again', 'remove'],
  expired: ['again', 'remove'],
};

/** The phase that two truths make together; the server's end counts most. */
export function phaseOf(
  transfer: Transfer,
  document: ProgressDocument | null,
  hasFile = true,
): Phase {
  if (transfer.state === 'cancelled') return 'cancelled';
  switch (document?.state) {
    case 'done':
    case 'failed':
    case 'cancelled':
    case 'expired':
      return document.state;
    case 'deleted':
      return 'cancelled';
    case 'queued':
    case 'processing':
      return 'processing';
    default:
      // What another page sends is as active as the server says.
      return !hasFile && document?.transfer === 'active' ? 'uploading' : transferPhase(transfer);
  }
}

function transferPhase(transfer: Transfer): Phase {
  if (transfer.state === 'complete') return 'received';
  if (transfer.state !== 'sending') return transfer.state;
  return transfer.url === null ? 'starting' : 'uploading';
}

/** Everything that a file's row shows. */
export function viewFile(facts: FileFacts, words: Words = ENGLISH): FileView {
  const { transfer, document, size } = facts;
  const phase = phaseOf(transfer, document, facts.hasFile);
  const confirmedBytes = Math.min(size, isStored(phase) ? size : transfer.confirmed);
  const percent = isUntold(facts, phase) ? null : percentOf(confirmedBytes, size);
  const head = headline(phase, document, words);
  return {
    name: plainText(facts.name),
    phase,
    headline: head,
    figures: figures(facts, phase, confirmedBytes, words),
    confirmed: share(confirmedBytes, size),
    sent: share(Math.max(confirmedBytes, transfer.sent), size),
    percent,
    spoken:
      percent === null
        ? head
        : `${head}: ${words.percent(percent)}, ${formatPart(confirmedBytes, size, words.of)}`,
    note: note(facts, phase, words),
    problem: problemText(facts, phase, words),
    stages: (document?.stages ?? []).map((stage) => viewStage(stage, words)),
    actions: actionsOf(phase, facts),
    result: resultRows(facts, phase, words),
  };
}

function actionsOf(phase: Phase, facts: FileFacts): readonly Action[] {
  return ACTIONS[phase].filter((action) => isPossible(action, phase, facts));
}

function isPossible(action: Action, phase: Phase, facts: FileFacts): boolean {
  const { transfer, document, hasFile } = facts;
  switch (action) {
    case 'reprocess':
      return (
        document?.error?.retryable === true &&
        document.error.stage !== null &&
        isCapability(transfer.url)
      );
    case 'again':
      return hasFile && !isVain(facts, phase);
    case 'pause':
    case 'resume':
      return hasFile;
    case 'remove':
      return !facts.isFollowed;
    case 'cancel':
      return !facts.isFollowed || isCapability(transfer.url);
    default:
      return true;
  }
}

/** Whether the same would come of it: what was refused before it was sent, and a file that is no longer there. */
function isVain({ transfer, document }: FileFacts, phase: Phase): boolean {
  const isRefused = transfer.startedAt === null && document === null;
  return phase === 'failed' && (isRefused || isFileLost(transfer));
}

/** Whether the file has to be chosen again: it is not what it was. */
function isFileLost({ problem }: Transfer): boolean {
  return problem?.code === 'file_changed';
}

/** Whether it is not known how much the server has: others sent it, and it was not heard of yet. */
function isUntold({ document, hasFile, transfer }: FileFacts, phase: Phase): boolean {
  return !hasFile && document === null && transfer.confirmed === 0 && phase === 'paused';
}

/** Whether the server has every byte in this phase. */
function isStored(phase: Phase): boolean {
  return phase === 'received' || phase === 'processing' || phase === 'done';
}

function headline(phase: Phase, document: ProgressDocument | null, words: Words): string {
  const word = words.phase[phase];
  if (phase !== 'processing' || !document || document.stages.length < 2) return word;
  const ended = document.stages.filter(({ state }) => state !== 'waiting' && state !== 'running');
  const current = Math.min(ended.length + 1, document.stages.length);
  return `${word}, ${words.step(current, document.stages.length)}`;
}

function figures(facts: FileFacts, phase: Phase, confirmed: number, words: Words): string[] {
  const { size, transfer } = facts;
  switch (phase) {
    case 'uploading':
      return [formatPart(confirmed, size, words.of), ...speed(facts, confirmed, words)];
    case 'paused':
    case 'retrying':
    case 'failed': {
      const isPart = transfer.confirmed > 0 && transfer.confirmed < size;
      return [isPart ? formatPart(confirmed, size, words.of) : formatBytes(size)];
    }
    case 'waiting':
      return [formatBytes(size), words.queuePlace(facts.waitingBefore + 1)];
    case 'done':
      return [formatBytes(size), ...duration(facts, words)];
    case 'processing':
      return [formatBytes(size), ...elapsed(facts, words)];
    case 'expired': {
      const at = facts.document?.updated_at ?? null;
      return [formatBytes(size), ...(at === null ? [] : [formatTime(at)])];
    }
    default:
      return [formatBytes(size)];
  }
}

function speed(facts: FileFacts, confirmed: number, words: Words): string[] {
  if (isHeldBack(facts)) return [];
  const { document, transfer, now } = facts;
  const fresh = facts.heardAt !== null && now - facts.heardAt < FIGURES_LAST_MS;
  const told = fresh && document?.transfer === 'active' ? document.rate : null;
  const rate = told || transfer.rate;
  if (!rate) return [];
  if (transfer.startedAt === null || now - transfer.startedAt < NO_GUESS_MS) {
    return [formatRate(rate)];
  }
  const leftMs = ((facts.size - confirmed) * 1000) / rate;
  return [formatRate(rate), words.timeLeft(formatDuration(leftMs))];
}

function duration({ document }: FileFacts, words: Words): string[] {
  if (!document?.created_at || !document.updated_at) return [];
  const ms = document.updated_at - document.created_at;
  return ms >= 1000 ? [words.took(formatDuration(ms))] : [];
}

/** By the server's clock up to its last word, and by ours from there. */
function elapsed({ document, heardAt, now }: FileFacts, words: Words): string[] {
  const began = document?.stages.find(({ started_at }) => started_at !== null)?.started_at ?? null;
  if (began === null || !document?.updated_at || heardAt === null) return [];
  const ms = document.updated_at - began + (now - heardAt);
  return ms >= 1000 ? [words.elapsed(formatDuration(ms))] : [];
}

function note(facts: FileFacts, phase: Phase, words: Words): string | null {
  const { document } = facts;
  if (phase === 'paused') return pausedNote(facts, words);
  const { serverProblem } = facts;
  if (serverProblem && (phase === 'waiting' || isUntold(facts, phase))) {
    return withStatus(explain(serverProblem, words), serverProblem);
  }
  if (phase === 'retrying') return retryText(facts, words);
  if (phase === 'received') return facts.isUnknown ? words.recordMissing : words.mayLeave;
  if (phase === 'processing') return processingNote(document, words);
  if (phase === 'failed') return failedNote(facts, words);
  return phase === 'uploading' ? uploadingNote(facts, words) : null;
}

/** Whether the URL has the key that is the right to change what it names. */
function isCapability(url: string | null): boolean {
  return url !== null && /[0-9a-f]{32}\.[0-9a-f]{32}$/.test(url);
}

function pausedNote(facts: FileFacts, words: Words): string | null {
  const { transfer, document, hasFile } = facts;
  if (facts.isFollowed) return words.senderAway;
  if (!hasFile) return words.fileNeeded;
  if (transfer.confirmed === 0) return null;
  const until = document?.expires_at ?? null;
  const kept = words.keptAt(formatBytes(transfer.confirmed));
  return until === null ? kept : `${kept}; ${words.keptUntil(formatTime(until))}`;
}

/** What is kept of it. */
function failedNote({ transfer, document }: FileFacts, words: Words): string | null {
  if (document?.error?.retryable && document.error.stage !== null) return words.fileKept;
  if (document !== null || transfer.confirmed === 0 || isFileLost(transfer)) return null;
  return words.keptAt(formatBytes(transfer.confirmed));
}

/** Much has left the page and none of it arrives: something on the way keeps it. */
function isHeldBack({ transfer, now }: FileFacts): boolean {
  const { sent, confirmed, confirmedAt } = transfer;
  return confirmedAt !== null && sent - confirmed >= HELD_BYTES && now - confirmedAt >= HELD_MS;
}

function uploadingNote(facts: FileFacts, words: Words): string | null {
  const { transfer, document, size, heardAt, now } = facts;
  const isAhead = transfer.sent > transfer.confirmed;
  if (document && facts.isUnknown) return words.recordMissing;
  if (isHeldBack(facts)) return words.heldBack;
  if (isAhead && heardAt !== null && now - heardAt > NEWS_OLD_MS) {
    return words.lastNews(formatDuration(now - heardAt));
  }
  if (isAhead && transfer.sent >= size) return words.allSent;
  if (transfer.resumedFrom === null) return null;
  return transfer.resumedFrom > 0
    ? words.resumedAt(formatBytes(transfer.resumedFrom))
    : words.begunAnew;
}

/** The document's message, unless it is said at its stage already. */
function processingNote(document: ProgressDocument | null, words: Words): string {
  const isSaid = document?.stages.some(
    ({ state, message, label }) => state === 'running' && (message || label === document.message),
  );
  return isSaid || !document?.message ? words.mayLeave : plainText(document.message);
}

function retryText({ transfer, now }: FileFacts, words: Words): string {
  if (transfer.retryAt === null) return words.retryWhenOnline;
  const seconds = Math.ceil((transfer.retryAt - now) / 1000);
  return seconds > 0 ? words.retryIn(seconds) : words.retryingNow;
}

function problemText(facts: FileFacts, phase: Phase, words: Words): string | null {
  const { document, transfer } = facts;
  const { serverProblem } = facts;
  if (serverProblem && (phase === 'waiting' || isUntold(facts, phase))) {
    return withStatus(explain(serverProblem, words), serverProblem);
  }
  if (phase === 'retrying') return transfer.problem && explain(transfer.problem, words);
  if (phase !== 'failed' && phase !== 'expired') return null;
  if (document?.error?.message) return plainText(document.error.message);
  if (transfer.problem) return explain(transfer.problem, words);
  return words.problem[phase] ?? words.problem.other ?? null;
}

function explain(problem: Problem, words: Words): string | null {
  const otherwise = problem.retryable ? words.problem.busy : words.problem.other;
  const detail = problem.detail === null ? null : plainText(problem.detail);
  return words.problem[problem.code] ?? detail ?? otherwise ?? null;
}

/** With the number that whoever runs the site asks for. */
function withStatus(text: string | null, { status }: Problem): string | null {
  return text !== null && status > 0 ? `${text} (HTTP ${status})` : text;
}

function viewStage(stage: StageDocument, words: Words): StageView {
  const { started_at, ended_at } = stage;
  const ms = started_at !== null && ended_at !== null ? ended_at - started_at : null;
  return {
    name: stage.name,
    label: plainText(stage.label),
    state: stage.state,
    word: words.stage[stage.state],
    percent: stage.state === 'running' ? stage.progress : null,
    message: stage.message && plainText(stage.message),
    took: ms !== null && ms >= 1000 ? formatDuration(ms) : null,
  };
}

/** What came of it; of what failed, the name under which the server's log has it. */
function resultRows({ document, link }: FileFacts, phase: Phase, words: Words): ResultRow[] {
  const rows: Readonly<Record<string, unknown>> =
    phase === 'done'
      ? { ...document?.result, link }
      : phase === 'failed'
        ? { id: document?.id }
        : {};
  return Object.entries(rows).flatMap(([key, value]) =>
    typeof value === 'string' || typeof value === 'number'
      ? [{ key, label: words.result[key] ?? plainText(key), value: plainText(String(value)) }]
      : [],
  );
}

function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 1;
}
