/* SPDX-License-Identifier: MIT
 *
 * The name in a file's row, and the field that changes it before the file is sent. Enter and leaving
 * the field keep the new name, Escape the old one.
 */
import { html, type LitElement, nothing, type TemplateResult } from 'lit';
import type { FileView } from '../view/file-view.js';
import { say } from '../view/say.js';
import type { Words } from '../view/words.js';

/** No name, and what could lead into another folder. */
const REFUSED = /^\.{0,2}$|[/\\]/;

/** A name in its own direction, which the one of the page may not be. */
export const nameText = (name: string): TemplateResult =>
  html`<div class="name" part="name" title=${name} dir="auto">${name}</div>`;

export class NameField {
  readonly #row: LitElement & { readonly words: Words };
  #isOpen = false;
  #isRefused = false;

  constructor(row: LitElement & { readonly words: Words }) {
    this.#row = row;
  }

  /** Shows the field; the name is selected up to its ending. */
  open(): void {
    this.#isOpen = true;
    void this.#focus('input', ({ value }) => Math.max(0, value.lastIndexOf('.')) || value.length);
  }

  render(view: FileView): TemplateResult {
    this.#isOpen &&= view.actions.includes('rename');
    if (this.#isOpen) return this.#field(view.name);
    return nameText(view.name);
  }

  #field(name: string): TemplateResult {
    const { words } = this.#row;
    return html`
      <div class="field">
        <input
          dir="auto"
          maxlength="255"
          .value=${name}
          aria-label=${say(words, words.actionOn, { action: words.action.rename, name })}
          aria-invalid=${this.#isRefused}
          @keydown=${(event: KeyboardEvent) => this.#press(event, name)}
          @blur=${(event: FocusEvent) => this.#keep(event, name) || this.#close()}
        />
        ${this.#isRefused ? html`<span role="alert">${words.nameRefused}</span>` : nothing}
      </div>
    `;
  }

  /** Keys of the field are none of the page's. */
  #press(event: KeyboardEvent, before: string): void {
    event.stopPropagation();
    const isEscape = event.key === 'Escape';
    if (isEscape) this.#close();
    if (isEscape || (event.key === 'Enter' && !event.isComposing && this.#keep(event, before))) {
      // Else Enter would press the button.
      event.preventDefault();
      void this.#focus('[data-action=rename]');
    }
  }

  /** Whether the name could be kept. */
  #keep({ target }: Event, before: string): boolean {
    if (!this.#isOpen) return true;
    const name = (target as HTMLInputElement).value.trim();
    this.#isRefused = REFUSED.test(name);
    this.#row.requestUpdate();
    if (this.#isRefused) return false;
    this.#close();
    if (name !== before) this.#row.dispatchEvent(new CustomEvent('rename', { detail: name }));
    return true;
  }

  #close(): void {
    this.#isOpen = this.#isRefused = false;
    this.#row.requestUpdate();
  }

  async #focus(selector: string, end?: (field: HTMLInputElement) => number): Promise<void> {
    this.#row.requestUpdate();
    await this.#row.updateComplete;
    const element = this.#row.renderRoot.querySelector<HTMLInputElement>(selector);
    element?.focus();
    if (element && end) element.setSelectionRange(0, end(element));
  }
}
