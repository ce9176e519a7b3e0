/* SPDX-License-Identifier: MIT
 *
 * The sentences below the bar of a file: what a person should know now, and what went wrong.
 */

import { plainText } from '../base/plain-text.js';
import type { Problem } from '../server/problem.js';
import type { ProgressDocument } from '../store/document.js';
import { isElsewhere, type Transfer } from '../transfer/transfer.js';
import { type FileFacts, isFileLost, isHeldBack, isProgressUnknown } from './file-facts.js';
import { formatBytes, formatDistance, formatTime } from './format.js';
import { say } from './say.js';
import type { Phase, Words } from './words.js';

/** While bytes flow, the server sends news more often than this. */
const NEWS_OLD_MS = 5_000;

/** The note; null where the figures say enough. */
export function noteOf(facts: FileFacts, phase: Phase, words: Words): string | null {
  const { document } = facts;
  if (phase === 'paused') return pausedNote(facts, words);
  if (phase === 'waiting' && isWaiting(facts.transfer)) return words.otherWindow;
  if (phase === 'retrying') return retryText(facts, words);
  if (phase === 'received') return facts.isUnknown ? words.recordMissing : words.mayLeave;
  if (phase === 'processing') return processingNote(document, words);
  if (phase === 'failed') return failedNote(facts, words);
  return phase === 'uploading' ? uploadingNote(facts, words) : null;
}

/** Whether it resumes when another window is done with it. */
function isWaiting(transfer: Transfer): boolean {
  return isElsewhere(transfer) && transfer.state !== 'paused';
}

function pausedNote(facts: FileFacts, words: Words): string | null {
  const { transfer, document, hasFile } = facts;
  if (facts.isFollowed) return words.senderAway;
  if (!hasFile) return words.fileNeeded;
  if (transfer.confirmed === 0) return null;
  const until = document?.expires_at ?? null;
  return keptText(transfer, words, until);
}

/** What the server keeps of a failed upload. */
function failedNote({ transfer, document }: FileFacts, words: Words): string | null {
  if (document?.error?.retryable && document.error.stage !== null) return words.fileKept;
  if (document !== null || transfer.confirmed === 0 || isFileLost(transfer)) return null;
  return keptText(transfer, words);
}

function keptText({ confirmed }: Transfer, words: Words, until: number | null = null): string {
  const part = formatBytes(confirmed, words.language);
  if (until === null) return say(words, words.keptAt, { part });
  return say(words, words.keptAtUntil, { part, time: formatTime(until, words.language) });
}

function uploadingNote(facts: FileFacts, words: Words): string | null {
  const { transfer, document, size, heardAt, now } = facts;
  const isAhead = transfer.sent > transfer.confirmed;
  if (document && facts.isUnknown) return words.recordMissing;
  if (isHeldBack(facts)) return words.heldBack;
  if (isAhead && heardAt !== null && now - heardAt > NEWS_OLD_MS) {
    return say(words, words.lastNews, { ago: formatDistance(heardAt - now, words.language) });
  }
  if (isAhead && transfer.sent >= size) return words.allSent;
  if (transfer.resumedFrom === null) return null;
  if (transfer.resumedFrom === 0) return words.begunAnew;
  return say(words, words.resumedAt, { part: formatBytes(transfer.resumedFrom, words.language) });
}

/** The document's message, unless the stage that runs shows it already. */
function processingNote(document: ProgressDocument | null, words: Words): string {
  const isSaid = document?.stages.some(
    ({ state, message, label }) => state === 'running' && (message || label === document.message),
  );
  return isSaid || !document?.message ? words.mayLeave : plainText(document.message);
}

function retryText({ transfer, now }: FileFacts, words: Words): string {
  if (transfer.retryAt === null) return words.retryWhenOnline;
  const ms = transfer.retryAt - now;
  if (ms <= 0) return words.retryingNow;
  return say(words, words.retryIn, { when: formatDistance(ms, words.language) });
}

/** What went wrong; null where nothing did. */
export function problemText(facts: FileFacts, phase: Phase, words: Words): string | null {
  const { document, transfer, serverProblem } = facts;
  const isIdle = phase === 'waiting' || (phase === 'paused' && isProgressUnknown(facts));
  if (serverProblem && isIdle) {
    return withStatus(explainProblem(serverProblem, words), serverProblem);
  }
  if (phase === 'retrying') return transfer.problem && explainProblem(transfer.problem, words);
  if (phase !== 'failed' && phase !== 'expired') return null;
  if (document?.error?.message) return plainText(document.error.message);
  if (transfer.problem) return explainProblem(transfer.problem, words);
  const reason = phase === 'failed' ? (facts.loss ?? phase) : phase;
  return words.problem[reason] ?? words.problem.other ?? null;
}

function explainProblem(problem: Problem, words: Words): string | null {
  const otherwise = problem.retryable ? words.problem.busy : words.problem.other;
  const detail = problem.detail === null ? null : plainText(problem.detail);
  return words.problem[problem.code] ?? detail ?? otherwise ?? null;
}

/** Adds the HTTP status, which an operator will ask for. */
function withStatus(text: string | null, { status }: Problem): string | null {
  return text !== null && status > 0 ? `${text} (HTTP ${status})` : text;
}
