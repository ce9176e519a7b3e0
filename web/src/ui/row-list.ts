/* SPDX-License-Identifier: MIT
 *
 * The rows of a list, an `<li>` for each upload. While its upload is listed a row stays the same
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

  /** The list has exactly these rows afterwards, in this order. */
  draw(list: Element | null, rows: readonly Row[]): void {
    const before = this.#items;
    this.#items = new Map();
    for (const row of rows) {
      const item = before.get(row.of) ?? document.createElement('li');
      before.delete(row.of);
      this.#items.set(row.of, item);
      for (const [name, value] of Object.entries(row.attributes ?? {})) {
        item.setAttribute(name, String(value));
      }
      if (row.topPx !== undefined) item.style.insetBlockStart = `${row.topPx}px`;
      render(row.content, item);
    }
    // First what goes: then what stays need not be moved, which would take its focus.
    for (const item of before.values()) item.remove();
    let next = list?.firstElementChild ?? null;
    for (const item of this.#items.values()) {
      if (item === next) next = item.nextElementSibling;
      else list?.insertBefore(item, next);
    }
  }
}
