/* SPDX-License-Identifier: MIT
 *
 * The rows of a list, an `<li>` for each upload. While its upload is drawn a row stays the same
 * element: it keeps its focus, and what a person has opened in it.
 */
import { render, type TemplateResult } from 'lit';

export interface Row {
  /** Whose row it is. */
  readonly of: object;
  readonly content: TemplateResult;
  /** Of its `<li>`. */
  readonly attributes?: Readonly<Record<string, string | number>>;
  /** Where it begins, in a list whose rows have places. */
  readonly topPx?: number;
}

export class RowList {
  #items = new Map<object, HTMLElement>();

  /**
   * The list has exactly these rows afterwards, in this order. With `reuse` a new row may get the
   * element of one that goes: after a scroll most rows are new.
   */
  draw(list: Element | null, rows: readonly Row[], reuse = false): void {
    const gone = new Map(this.#items);
    for (const { of } of rows) gone.delete(of);
    const spare = [...gone.values()];
    // First what goes: then what stays need not be moved, which would take its focus.
    for (const item of spare) item.remove();
    const items = new Map<object, HTMLElement>();
    for (const row of rows) {
      const item = this.#items.get(row.of) ?? (reuse ? spare.shift() : null) ?? makeItem();
      items.set(row.of, item);
      for (const [name, value] of Object.entries(row.attributes ?? {})) {
        item.setAttribute(name, String(value));
      }
      if (row.topPx !== undefined) item.style.insetBlockStart = `${row.topPx}px`;
      render(row.content, item);
    }
    this.#items = items;
    let next = list?.firstElementChild ?? null;
    for (const item of items.values()) {
      if (item === next) next = item.nextElementSibling;
      else list?.insertBefore(item, next);
    }
  }
}

function makeItem(): HTMLElement {
  return document.createElement('li');
}
