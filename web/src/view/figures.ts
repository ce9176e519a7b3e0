/* SPDX-License-Identifier: MIT
 *
 * The short figures of a file: how much is stored, how fast, how long.
 */

import { isElsewhere } from '../transfer/transfer.js';
import { type FileFacts, isHeldBack, isProgressUnknown } from './file-facts.js';
import { formatBytes, formatDuration, formatRate, formatTime } from './format.js';
import { isHeld } from './phase.js';
import { partOf, say } from './say.js';
import type { Phase, Words } from './words.js';

/** The server's rate is valid for this long. */
const FIGURES_LAST_MS = 3_000;
/** No time left is shown during this first time: it would be a guess. */
export const NO_GUESS_MS = 3_000;

/** In order of importance; `confirmed` is how many bytes the server has. */
export function figuresOf(
  facts: FileFacts,
  phase: Phase,
  confirmed: number,
  words: Words,
): string[] {
  const { size, transfer } = facts;
  const { language } = words;
  const whole = formatBytes(size, language);
  const part = isProgressUnknown(facts) ? whole : partOf(confirmed, size, words);
  switch (phase) {
    case 'uploading':
      return [part, ...speedFigures(facts, confirmed, words)];
    case 'paused':
    case 'retrying':
    case 'failed': {
      if (facts.loss && size === 0) return [];
      const isPart = transfer.confirmed > 0 && transfer.confirmed < size;
      return [isPart ? part : whole];
    }
    case 'waiting':
      if (isElsewhere(transfer)) return [part];
      return isHeld(transfer)
        ? [whole]
        : [whole, say(words, words.queuePlace, { place: facts.waitingBefore + 1 })];
    case 'done':
      return [whole, ...durationFigure(facts, words)];
    case 'processing':
      return [whole, ...elapsedFigure(facts, words)];
    case 'expired': {
      const at = facts.document?.updated_at ?? null;
      return [whole, ...(at === null ? [] : [formatTime(at, language)])];
    }
    default:
      return [whole];
  }
}

function speedFigures(facts: FileFacts, confirmed: number, words: Words): string[] {
  if (isHeldBack(facts)) return [];
  const { document, transfer, now } = facts;
  const fresh = facts.heardAt !== null && now - facts.heardAt < FIGURES_LAST_MS;
  const told = fresh && document?.transfer === 'active' ? document.rate : null;
  const rate = told || transfer.rate;
  if (!rate) return [];
  if (transfer.startedAt === null || now - transfer.startedAt < NO_GUESS_MS) {
    return [formatRate(rate, words.language)];
  }
  const leftMs = ((facts.size - confirmed) * 1000) / rate;
  return [formatRate(rate, words.language), timeText(words, words.timeLeft, leftMs)];
}

function timeText(words: Words, text: string, ms: number): string {
  return say(words, text, { time: formatDuration(ms, words.language) });
}

function durationFigure({ document }: FileFacts, words: Words): string[] {
  if (!document?.created_at || !document.updated_at) return [];
  const ms = document.updated_at - document.created_at;
  return ms >= 1000 ? [timeText(words, words.took, ms)] : [];
}

/** By the server's clock up to its last document, and by this page's clock from there. */
function elapsedFigure({ document, heardAt, now }: FileFacts, words: Words): string[] {
  const began = document?.stages.find(({ started_at }) => started_at !== null)?.started_at ?? null;
  if (began === null || !document?.updated_at || heardAt === null) return [];
  const ms = document.updated_at - began + (now - heardAt);
  return ms >= 1000 ? [timeText(words, words.elapsed, ms)] : [];
}
