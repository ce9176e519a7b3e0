/* SPDX-License-Identifier: MIT
 *
 * The list of files: its head with the sum of all, the button that starts them, and a row for each.
 * Many files have a bar and buttons for all of them, and one line each.
 */
import { html, nothing, type TemplateResult } from 'lit';
import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import { percentOf } from '../view/format.js';
import { isHeld } from '../view/phase.js';
import { say } from '../view/say.js';
import type { Action, BulkAction, Words } from '../view/words.js';
import type { BarView } from './bar.js';
import { FILE_PARTS } from './file.js';
import { fileRow } from './file-row.js';
import { BULK_ACTIONS, bulkActions } from './list-actions.js';
import type { ListMeter } from './list-meter.js';
import type { ListViews } from './list-views.js';
import { isMany, type Overview } from './overview.js';
import type { Row } from './row-list.js';
import type { RowAction } from './rows.js';
import { totalText } from './total-text.js';

export interface UploadListOptions {
  readonly client: LoadlineClient;
  readonly views: ListViews;
  readonly meter: ListMeter;
  readonly words: Words;
  readonly isOff: boolean;
  /** Whether a form submits the files: then finished ones are not cleared all at once. */
  readonly isField: boolean;
  /** Whether files that have not begun wait only because a person paused them. */
  readonly autostart: boolean;
  readonly act: (upload: Upload, action: Action) => void;
  readonly actOnAll: (what: BulkAction) => void;
}

export function renderList(options: UploadListOptions): TemplateResult | typeof nothing {
  const { client, views, words } = options;
  const { uploads } = client;
  if (uploads.length === 0) return nothing;
  const many = isMany(views.overview);
  return html`
    <div class="head">
      <h2 id="files">${words.files}</h2>
      ${uploads.length > 1 ? renderTotal(options, many) : nothing}
      <loadline-status
        exportparts="status, refresh"
        .health=${client.health}
        .now=${Date.now()}
        .words=${words}
        @refresh=${() => client.reconnect()}
      ></loadline-status>
    </div>
    ${many ? renderAll(options) : nothing}
    ${renderStart(options, many)}
    ${many ? renderMany(options) : html`<ul role="list" aria-labelledby="files"></ul>`}
  `;
}

function renderTotal(
  { views: { overview }, meter, words }: UploadListOptions,
  many: boolean,
): TemplateResult {
  const figures = many ? meter.figures(overview, words) : [];
  const text = [totalText(overview, words), ...figures].join(' · ');
  return html`<span class="total" part="total">${text}</span>`;
}

/** The bar of all files, and the buttons for all of them, which keep their places under a pointer. */
function renderAll(options: UploadListOptions): TemplateResult {
  const { views, words, isOff, isField, actOnAll } = options;
  const { overview } = views;
  const possible = bulkActions({ ...options, overview });
  return html`
    <loadline-bar class="all" exportparts="bar, fill" .view=${barOf(overview, words)}></loadline-bar>
    <div class="bulk" part="bulk">
      ${BULK_ACTIONS.map(
        (each) => html`
          <button
            type="button"
            part="button"
            data-bulk=${each}
            ?hidden=${!possible.includes(each) || (each === 'clear' && isField)}
            ?disabled=${isOff}
            @click=${() => actOnAll(each)}
          >
            ${words.bulk[each]}
          </button>
        `,
      )}
    </div>
  `;
}

/** Without any byte, the files count. It is full only where all is stored: sizes may be unknown. */
export function barOf(overview: Overview, words: Words): BarView {
  const { size, confirmed, sent, isWhole, count, countOf } = overview;
  const done = countOf('done');
  const [part, whole] = size > 0 ? [confirmed, size] : [done, count];
  const most = isWhole ? 100 : 99;
  const share = (bytes: number) => Math.min(most / 100, bytes / whole);
  return {
    name: words.files,
    phase: done === count ? 'done' : 'uploading',
    confirmed: share(part),
    sent: share(sent),
    percent: Math.min(most, percentOf(part, whole)),
    spoken: totalText(overview, words),
    stages: [],
  };
}

/** Starts what waits for a person to start it, not what a person has paused. */
function renderStart(
  { client, views, words, isOff, autostart }: UploadListOptions,
  many: boolean,
): TemplateResult | typeof nothing {
  const count = views.overview.heldCount;
  if (count === 0 || (many && autostart)) return nothing;
  return html`
    <button
      type="button"
      class="start"
      part="start"
      ?disabled=${isOff}
      @click=${() => client.start(client.uploads.filter(({ transfer }) => isHeld(transfer)))}
    >
      ${say(words, words.uploadFiles, { count }, count)}
    </button>
  `;
}

/** The rows that `renderList` leaves room for. */
export function fewRows(options: UploadListOptions): Row[] {
  const { client, views } = options;
  if (isMany(views.overview)) return [];
  return client.uploads.map((upload) => ({ of: upload, content: fileRow(upload, options) }));
}

function renderMany({ client, views, words, isOff, act }: UploadListOptions): TemplateResult {
  return html`
    <loadline-rows
      exportparts=${`rows, fold, ${FILE_PARTS}`}
      .uploads=${client.uploads}
      .views=${views}
      .words=${words}
      .isOff=${isOff}
      @row=${({ detail }: CustomEvent<RowAction>) => act(detail.upload, detail.action)}
    ></loadline-rows>
  `;
}
