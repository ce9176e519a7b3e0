/* SPDX-License-Identifier: MIT
 *
 * The list of files: its head with the sum of all, the button that starts them, and a row for each.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import type { FileView } from '../view/file-view.js';
import { isHeld } from '../view/phase.js';
import { partOf, say } from '../view/say.js';
import type { Action, Words } from '../view/words.js';

export interface UploadListOptions {
  readonly client: LoadlineClient;
  readonly views: ReadonlyMap<number, FileView>;
  readonly words: Words;
  /** How many rows are drawn. */
  readonly rows: number;
  readonly isOff: boolean;
  readonly act: (upload: Upload, action: Action) => void;
}

/** How many files wait for a person to start them. */
export function countHeld(uploads: readonly Upload[]): number {
  return uploads.filter(({ transfer }) => isHeld(transfer)).length;
}

export function renderList(options: UploadListOptions): TemplateResult | typeof nothing {
  const { client, rows, words } = options;
  const { uploads } = client;
  if (uploads.length === 0) return nothing;
  return html`
    <div class="head">
      <h2 id="files">${words.files}</h2>
      ${uploads.length > 1 ? renderTotal(options) : nothing}
      <loadline-status
        exportparts="status, refresh"
        .health=${client.health}
        .now=${Date.now()}
        .words=${words}
        @refresh=${() => client.reconnect()}
      ></loadline-status>
    </div>
    ${renderStart(options)}
    <ul aria-labelledby="files">
      ${repeat(
        uploads.slice(0, rows),
        (upload) => upload.key,
        (upload) => renderRow(upload, options),
      )}
    </ul>
  `;
}

/** Starts what waits for a person to start it, not what a person has paused. */
function renderStart({ client, words, isOff }: UploadListOptions): TemplateResult | typeof nothing {
  const count = countHeld(client.uploads);
  if (count === 0) return nothing;
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

function renderTotal({ client, views, words }: UploadListOptions): TemplateResult {
  const { uploads } = client;
  const done = [...views.values()].filter(({ phase }) => phase === 'done').length;
  const whole = uploads.reduce((sum, { source }) => sum + source.size, 0);
  const part = uploads.reduce(
    (sum, { key, source }) => sum + source.size * (views.get(key)?.confirmed ?? 0),
    0,
  );
  const values = { done, all: uploads.length, part: partOf(part, whole, words) };
  return html`
    <span class="total" part="total">
      ${say(words, words.total, values, done)}
    </span>
  `;
}

function renderRow(
  upload: Upload,
  { views, words, isOff, act }: UploadListOptions,
): TemplateResult {
  return html`
    <li>
      <loadline-file
        exportparts="file, name, figures, bar, fill, stages, stage, button, note, problem, result"
        .view=${views.get(upload.key) ?? null}
        .file=${upload.file}
        .words=${words}
        .isOff=${isOff}
        @rename=${(event: CustomEvent<string>) => upload.rename(event.detail)}
        @action=${(event: CustomEvent<Action>) => act(upload, event.detail)}
      ></loadline-file>
    </li>
  `;
}
