/* SPDX-License-Identifier: MIT
 *
 * The table of what the server listed: ended uploads of the last day, or those that were found.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { phaseIcon } from '../ui/icons.js';
import { formatDistance } from '../view/format.js';
import { say } from '../view/say.js';
import type { Words } from '../view/words.js';
import type { FoundList, FoundUpload } from './found-list.js';
import type { RowView } from './row-view.js';
import { refusalText } from './sign-in.js';
import { commandButton } from './uploads-table.js';
import type { DashboardWords, Heading, RowAction } from './words.js';

const COLUMNS: readonly Heading[] = ['name', 'state', 'stored', 'ended', 'actions'];

export interface FoundTable {
  readonly list: FoundList;
  readonly words: Words;
  readonly own: DashboardWords;
  readonly now: number;
  view(upload: FoundUpload): RowView;
  act(row: RowView, what: RowAction): void;
}

export function foundTable(table: FoundTable): TemplateResult {
  const { list, own } = table;
  const title = list.words === '' ? own.endedToday : say(own, own.found, { filter: list.words });
  return html`
    <section class="panel found">
      <h2>${title}</h2>
      ${list.problem ? html`<p class="problem">${refusalText(list.problem, own)}</p>` : nothing}
      ${list.page.uploads.length > 0 ? foundRows(table, title) : emptyText(table)}
      ${
        list.page.next === null
          ? nothing
          : html`<button type="button" class="plain" @click=${() => list.more()}>
              ${own.showMore}
            </button>`
      }
    </section>
  `;
}

function emptyText({ list, own }: FoundTable): TemplateResult | typeof nothing {
  if (!list.isKnown) return nothing;
  return html`<p class="hint empty">${list.words === '' ? own.nothingEnded : own.nothingFound}</p>`;
}

function foundRows(table: FoundTable, title: string): TemplateResult {
  const { list, own } = table;
  return html`
    <table role="table" class="uploads" aria-label=${title}>
      <thead role="rowgroup">
        <tr role="row">
          ${COLUMNS.map(
            (name) =>
              html`<th role="columnheader" scope="col" class=${name}>${own.heading[name]}</th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${repeat(
          list.page.uploads,
          ({ document }) => document.id,
          (upload) => foundRow(upload, table),
        )}
      </tbody>
    </table>
  `;
}

function foundRow(upload: FoundUpload, table: FoundTable): TemplateResult {
  const { words, own, now } = table;
  const row = table.view(upload);
  const { file } = row;
  const at = upload.endedAt === null ? '–' : formatDistance(upload.endedAt - now, own.language);
  return html`
    <tr role="row" data-found=${row.id} data-phase=${file.phase}>
      <td role="cell" class="name">
        <span class="title" title=${file.name} dir="auto">${file.name}</span>
        <code>${row.id}</code>
        ${
          upload.owner === null
            ? nothing
            : html`<small class="owner">${own.owner} <bdi>${upload.owner}</bdi></small>`
        }
      </td>
      <td role="cell" class="state">
        <span class="phase"><i aria-hidden="true">${phaseIcon(file.phase)}</i>${row.headline}</span>
        ${row.detail === null ? nothing : html`<span class="detail">${row.detail}</span>`}
      </td>
      <td role="cell" class="stored">${row.stored}</td>
      <td role="cell" class="ended">${at}</td>
      <td role="cell" class="actions">
        ${row.canRetry ? commandButton(row, 'retry', words, own, table.act) : nothing}
        ${row.canCancel ? commandButton(row, 'cancel', words, own, table.act) : nothing}
        ${row.hasStory ? commandButton(row, 'story', words, own, table.act) : nothing}
      </td>
    </tr>
  `;
}
