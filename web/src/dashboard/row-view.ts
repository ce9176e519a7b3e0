/* SPDX-License-Identifier: MIT
 *
 * The view of one row: an upload as texts.
 */

import type { ProgressDocument } from '../store/document.js';
import type { Transfer } from '../transfer/transfer.js';
import { type FileView, viewFile } from '../view/file-view.js';
import { formatBytes, formatDuration, formatPercent, formatRate } from '../view/format.js';
import { partOf } from '../view/say.js';
import type { Words } from '../view/words.js';
import { isEnded, isMoving, type UploadRow } from './board.js';
import type { DashboardWords } from './words.js';

export interface RowView {
  readonly id: string;
  readonly file: FileView;
  readonly headline: string;
  /** The running stage and its progress, or why it failed. */
  readonly detail: string | null;
  /** Of the whole, in percent. */
  readonly percent: string;
  readonly stored: string;
  readonly rate: string | null;
  readonly left: string | null;
  readonly canRetry: boolean;
  readonly canCancel: boolean;
  /** The server forgets the story with the upload. */
  readonly hasStory: boolean;
}

/** The transfer of an upload that another client sends. */
const WATCHED: Transfer = {
  state: 'paused',
  confirmed: 0,
  sent: 0,
  rate: null,
  startedAt: null,
  retryAt: null,
  problem: null,
  resumedFrom: null,
  url: null,
  confirmedAt: null,
};

export function viewRow(
  { id, entry, document }: UploadRow,
  words: Words,
  own: DashboardWords,
): RowView {
  const { received, size } = document;
  const { language } = words;
  const file = viewFile(
    {
      name: document.name ?? id,
      size: size ?? received,
      transfer: { ...WATCHED, confirmed: received, sent: received },
      document,
      heardAt: null,
      isUnknown: entry.presence !== 'known',
      waitingBefore: 0,
      hasFile: false,
      isFollowed: true,
      now: 0,
    },
    words,
  );
  const moving = isMoving(entry);
  const running = file.stages.find(({ state }) => state === 'running');
  return {
    id,
    file,
    headline: entry.presence === 'gone' ? own.vanished : file.headline,
    detail:
      failureText(document, file) ??
      (entry.presence === 'stale' ? words.recordMissing : stageDetail(running, language)),
    percent: formatPercent(file.percent ?? 0, language),
    stored: size === null ? formatBytes(received, language) : partOf(received, size, words),
    rate: moving && document.rate ? formatRate(document.rate, language) : null,
    left: moving && document.eta_ms ? formatDuration(document.eta_ms, language) : null,
    canRetry: document.state === 'failed' && document.error?.stage != null,
    canCancel: !isEnded(entry),
    hasStory: entry.presence !== 'gone',
  };
}

/** The text that the filter searches. */
export function searchText(view: RowView): string {
  return [view.id, view.file.name, view.headline, view.file.phase, view.detail].join(' ');
}

/** The reason and, where it is known, the stage. */
function failureText({ error }: ProgressDocument, { problem, stages }: FileView): string | null {
  const stage = stages.find(({ name }) => name === error?.stage);
  return problem !== null && stage ? `${stage.label}: ${problem}` : problem;
}

function stageDetail(
  stage: FileView['stages'][number] | undefined,
  language: string,
): string | null {
  if (!stage) return null;
  const progress = stage.percent === null ? stage.word : formatPercent(stage.percent, language);
  const how = stage.message ?? progress;
  return `${stage.label}: ${how}`;
}
