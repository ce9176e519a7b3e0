/* SPDX-License-Identifier: MIT
 *
 * The table of all uploads. On narrow pages the style sheet makes cards of its rows; the roles keep
 * it a table.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { actionIcon, phaseIcon } from '../ui/icons.js';
import { say } from '../view/say.js';
import type { Words } from '../view/words.js';
import type { RowView } from './row-view.js';
import type { DashboardWords, Heading, RowAction } from './words.js';

/** So many rows, the newest, keep the page fast; the filter finds the others. */
const ROWS_MAX = 300;
const ICONS: Readonly<Record<RowAction, () => TemplateResult>> = {
  retry: () => actionIcon('again'),
  cancel: () => actionIcon('cancel'),
  story: () => phaseIcon('waiting'),
};
const COLUMNS: readonly Heading[] = ['name', 'state', 'progress', 'rate', 'left', 'actions'];

export interface UploadsTable {
  readonly rows: readonly RowView[];
  readonly words: Words;
  readonly own: DashboardWords;
  act(row: RowView, what: RowAction): void;
}

export function uploadsTable(table: UploadsTable): TemplateResult {
  const { rows, own } = table;
  const hidden = rows.length - ROWS_MAX;
  return html`
    <table role="table" class="uploads" aria-label=${own.uploads}>
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
          rows.slice(-ROWS_MAX),
          ({ id }) => id,
          (row) => tableRow(row, table),
        )}
      </tbody>
    </table>
    ${hidden > 0 ? html`<p class="hint">${say(own, own.more, { count: hidden }, hidden)}</p>` : nothing}
  `;
}

export function commandButton(
  row: RowView,
  what: RowAction,
  words: Words,
  own: DashboardWords,
  act: UploadsTable['act'],
): TemplateResult {
  return html`
    <button
      type="button"
      class="small"
      data-story=${what === 'story' ? row.id : nothing}
      aria-label=${say(words, words.actionOn, { action: own.command[what], name: row.file.name })}
      @click=${() => act(row, what)}
    >
      ${ICONS[what]()}<span>${own.command[what]}</span>
    </button>
  `;
}

/**
 * Focuses the button of an upload's story, or the heading: the row may have moved or gone while the
 * story was shown. A focus that the browser gave back to a row stays.
 */
export function focusStory(root: ShadowRoot, id: string): void {
  if (root.activeElement?.closest('table')) return;
  const buttons = [...root.querySelectorAll<HTMLElement>('[data-story]')];
  const button = buttons.find(({ dataset }) => dataset.story === id);
  (button ?? root.querySelector<HTMLElement>('h2[tabindex]'))?.focus();
}

function tableRow(row: RowView, { words, own, act }: UploadsTable): TemplateResult {
  const { file } = row;
  const button = (what: RowAction) => commandButton(row, what, words, own, act);
  return html`
    <tr role="row" data-id=${row.id} data-phase=${file.phase}>
      <td role="cell" class="name">
        <span class="title" title=${file.name} dir="auto">${file.name}</span>
        <code>${row.id}</code>
      </td>
      <td role="cell" class="state">
        <span class="phase"><i aria-hidden="true">${phaseIcon(file.phase)}</i>${row.headline}</span>
        ${row.detail === null ? nothing : html`<span class="detail">${row.detail}</span>`}
      </td>
      <td role="cell" class="progress">
        <loadline-bar .view=${file}></loadline-bar>
        <span class="figures"><span>${row.percent}</span> <span>${row.stored}</span></span>
      </td>
      <td role="cell" class="rate" data-label=${own.heading.rate}>${row.rate ?? '–'}</td>
      <td role="cell" class="left" data-label=${own.heading.left}>${row.left ?? '–'}</td>
      <td role="cell" class="actions">
        ${row.canRetry ? button('retry') : nothing} ${row.canCancel ? button('cancel') : nothing}
        ${row.hasStory ? button('story') : nothing}
      </td>
    </tr>
  `;
}
