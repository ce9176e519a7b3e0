/* SPDX-License-Identifier: MIT
 *
 * The view of one file: the states of its transfer and of its document, as words and numbers. Pure,
 * so that every state can be tested.
 */

import { plainText } from '../base/plain-text.js';
import type { ProgressDocument, StageDocument } from '../store/document.js';
import type { StageState } from '../store/protocol-names.js';
import { actionsOf } from './actions.js';
import { figuresOf } from './figures.js';
import { type FileFacts, isProgressUnknown } from './file-facts.js';
import { formatDuration, percentOf } from './format.js';
import { noteOf, problemText } from './notes.js';
import { isStored, phaseOf } from './phase.js';
import { partOf, say, spokenPercent } from './say.js';
import { type Action, ENGLISH, type Phase, type Words } from './words.js';

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
  /** Shares of the file, 0 to 1: confirmed by the server, and sent. */
  readonly confirmed: number;
  readonly sent: number;
  /** Confirmed bytes in whole percent; null while unknown. */
  readonly percent: number | null;
  /** The bar as a sentence, for screen readers. */
  readonly spoken: string;
  readonly note: string | null;
  readonly problem: string | null;
  readonly stages: readonly StageView[];
  readonly actions: readonly Action[];
  readonly result: readonly ResultRow[];
}

/** Everything that a file's row shows. */
export function viewFile(facts: FileFacts, words: Words = ENGLISH): FileView {
  const { transfer, document, size } = facts;
  const phase = phaseOf(transfer, document, facts.hasFile, Boolean(facts.loss));
  const confirmedBytes = Math.min(size, isStored(phase) ? size : transfer.confirmed);
  const percent = isProgressUnknown(facts) ? null : percentOf(confirmedBytes, size);
  const head = headlineOf(phase, document, words);
  return {
    name: plainText(facts.name),
    phase,
    headline: head,
    figures: figuresOf(facts, phase, confirmedBytes, words),
    confirmed: percent === null ? 0 : shareOf(confirmedBytes, size),
    sent: percent === null ? 0 : shareOf(Math.max(confirmedBytes, transfer.sent), size),
    percent,
    spoken:
      percent === null
        ? head
        : `${head}: ${spokenPercent(percent, words)}, ${partOf(confirmedBytes, size, words)}`,
    note: noteOf(facts, phase, words),
    problem: problemText(facts, phase, words),
    stages: (document?.stages ?? []).map((stage) => viewStage(stage, words)),
    actions: actionsOf(phase, facts),
    result: resultRows(facts, phase, words),
  };
}

function headlineOf(phase: Phase, document: ProgressDocument | null, words: Words): string {
  const word = words.phase[phase];
  if (phase !== 'processing' || !document || document.stages.length < 2) return word;
  const ended = document.stages.filter(({ state }) => state !== 'waiting' && state !== 'running');
  const current = Math.min(ended.length + 1, document.stages.length);
  const step = say(words, words.step, { current, all: document.stages.length });
  return say(words, words.both, { first: word, second: step });
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
    took: ms !== null && ms >= 1000 ? formatDuration(ms, words.language) : null,
  };
}

/** The rows of the result. A failed upload shows its id, by which the server's log names it. */
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

function shareOf(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 1;
}
