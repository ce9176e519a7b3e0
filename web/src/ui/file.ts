/* SPDX-License-Identifier: MIT
 *
 * One file's row. It shows a view and tells which button was pressed (event `action`); it knows
 * neither the upload nor the server.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { FileView, ResultRow } from '../view/file-view.js';
import { percentParts } from '../view/format.js';
import { say } from '../view/say.js';
import { type Action, ENGLISH, type Words } from '../view/words.js';
import { fileStyles } from './file-styles.js';
import { actionIcon, moreIcon, phaseIcon } from './icons.js';
import { lineStyles } from './line-styles.js';
import { NameField, nameText } from './name-field.js';
import { theme } from './theme.js';

/** For `exportparts` of elements that hold it. */
export const FILE_PARTS =
  'file, name, figures, bar, fill, stages, stage, button, note, problem, result';
const COPIED_SHOWS_MS = 2_000;
/** The phases with a percentage. */
const COUNTING: ReadonlySet<string> = new Set(['starting', 'uploading', 'paused', 'retrying']);

export class LoadlineFile extends LitElement {
  static override readonly properties = {
    view: { attribute: false },
    file: { attribute: false },
    words: { attribute: false },
    isOff: { attribute: false },
    isOpen: { attribute: false },
    copied: { state: true },
  };

  static override readonly styles = [theme, fileStyles, lineStyles];

  declare view: FileView | null;
  /** For its picture; null where it is missing. */
  declare file: File | null;
  declare words: Words;
  /** Whether its buttons are disabled. */
  declare isOff: boolean;
  /** Whether it is more than a line; null: always so. */
  declare isOpen: boolean | null;
  declare copied: string | null;
  readonly #name = new NameField(this);
  #hadFocus = false;

  constructor() {
    super();
    this.view = null;
    this.file = null;
    this.words = ENGLISH;
    this.isOff = false;
    this.isOpen = null;
    this.copied = null;
  }

  /** Focuses the row's last button. */
  override focus(): void {
    const buttons = this.renderRoot.querySelectorAll<HTMLElement>('.act');
    buttons[buttons.length - 1]?.focus();
  }

  protected override willUpdate(_changed: PropertyValues): void {
    this.#hadFocus = this.#focused !== null;
  }

  /** A button that is gone gives its focus to another one. */
  protected override updated(_changed: PropertyValues): void {
    if (this.#hadFocus && this.#focused === null) this.focus();
  }

  get #focused(): Element | null {
    return (this.renderRoot as ShadowRoot).activeElement;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (!view) return nothing;
    if (this.isOpen === false) return this.#oneLine(view);
    return html`
      <div class="row" part="file" data-phase=${view.phase}>
        <loadline-picture class="icon" aria-hidden="true" .file=${this.file} .name=${view.name}>
          ${phaseIcon(view.phase)}
        </loadline-picture>
        ${this.#name.render(view)}
        <div class="line" part="figures">
          <span class="headline">${view.headline}</span>
          ${view.figures.map((figure) => html`<span><bdi>${figure}</bdi></span>`)}
        </div>
        ${this.#side(view)}
        <loadline-bar class="wide" exportparts="bar, fill" .view=${view}></loadline-bar>
        ${this.#texts(view)}
        ${this.#stages(view)}
        ${this.#result(view)}
      </div>
    `;
  }

  #oneLine(view: FileView): TemplateResult {
    const { name, phase, headline, figures, problem } = view;
    return html`
      <div class="row one" part="file" data-phase=${phase}>
        <span class="icon" aria-hidden="true">${phaseIcon(phase)}</span>
        ${nameText(name)}
        <div class="line" part="figures" title=${problem ?? nothing}>
          <span class="headline">${headline}</span>
          <span><bdi>${problem ?? figures[0]}</bdi></span>
        </div>
        ${this.#side(view)}
        ${
          COUNTING.has(phase)
            ? html`<loadline-bar exportparts="bar, fill" .view=${view}></loadline-bar>`
            : nothing
        }
      </div>
    `;
  }

  #side(view: FileView): TemplateResult {
    return html`
      <div class="side">
        ${
          COUNTING.has(view.phase) && view.percent !== null
            ? html`<span class="percent" aria-hidden="true">${this.#percent(view.percent)}</span>`
            : nothing
        }
        ${this.#actions(view).map((action) => this.#button(action, view.name))}
        ${this.isOpen === null ? nothing : this.#more(view.name)}
      </div>
    `;
  }

  /** A line has no room for a new name. */
  #actions({ actions }: FileView): readonly Action[] {
    return actions.filter((action) => action !== 'rename' || this.isOpen !== false);
  }

  /** The sign is smaller than the number; some languages write it first. */
  #percent(percent: number): (string | TemplateResult)[] {
    return percentParts(percent, this.words.language).map(({ type, value }) =>
      type === 'integer' ? value : html`<small>${value}</small>`,
    );
  }

  #button(action: Action, name: string): TemplateResult {
    const label = this.words.action[action];
    return html`
      <button
        type="button"
        class="act"
        part="button"
        data-action=${action}
        title=${label}
        aria-label=${say(this.words, this.words.actionOn, { action: label, name })}
        ?disabled=${this.isOff}
        @click=${() => this.#act(action)}
      >
        ${actionIcon(action)}
      </button>
    `;
  }

  #more(name: string): TemplateResult {
    const label = this.words.details;
    return html`
      <button
        type="button"
        class="act more"
        part="button"
        title=${label}
        aria-label=${say(this.words, this.words.actionOn, { action: label, name })}
        aria-expanded=${this.isOpen === true}
        @click=${() => this.dispatchEvent(new CustomEvent('open'))}
      >
        ${moreIcon()}
      </button>
    `;
  }

  #texts(view: FileView): TemplateResult {
    const alert = view.phase === 'failed' ? 'alert' : nothing;
    return html`
      ${
        view.problem === null
          ? nothing
          : html`<p class="problem wide" part="problem" role=${alert}><bdi>${view.problem}</bdi></p>`
      }
      ${view.note === null ? nothing : html`<p class="note wide" part="note"><bdi>${view.note}</bdi></p>`}
    `;
  }

  #stages({ stages }: FileView): TemplateResult | typeof nothing {
    if (stages.length === 0) return nothing;
    return html`
      <loadline-stages
        class="wide"
        exportparts="stages, stage"
        .stages=${stages}
        .words=${this.words}
      ></loadline-stages>
    `;
  }

  #result({ name, result }: FileView): TemplateResult | typeof nothing {
    if (result.length === 0) return nothing;
    const { words } = this;
    const label = say(words, words.actionOn, { action: words.details, name });
    return html`
      <details class="wide" ?open=${this.isOpen === true}>
        <summary aria-label=${label}>${words.details}</summary>
        <dl part="result">${result.map((row) => this.#resultRow(row))}</dl>
      </details>
    `;
  }

  #resultRow(row: ResultRow): TemplateResult {
    const { words } = this;
    const label = this.copied === row.key ? words.copied : words.copy;
    return html`
      <dt><bdi>${row.label}</bdi></dt>
      <dd>
        <span class="value" data-result=${row.key}><bdi>${row.value}</bdi></span>
        <button
          type="button"
          class="copy"
          aria-label=${say(words, words.actionOn, { action: label, name: row.label })}
          @click=${() => this.#copy(row)}
        >
          ${label}
        </button>
      </dd>
    `;
  }

  #act(action: Action): void {
    if (action === 'rename') this.#name.open();
    else this.dispatchEvent(new CustomEvent<Action>('action', { detail: action }));
  }

  async #copy(row: ResultRow): Promise<void> {
    try {
      await navigator.clipboard.writeText(row.value);
    } catch {
      return; // a person can still select the text
    }
    this.copied = row.key;
    setTimeout(() => {
      this.copied = null;
    }, COPIED_SHOWS_MS);
  }
}
