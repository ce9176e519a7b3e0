/* SPDX-License-Identifier: MIT
 *
 * The area where files are chosen by its buttons or dropped.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { formatBytes } from '../view/format.js';
import { say } from '../view/say.js';
import type { Words } from '../view/words.js';
import { renderOverlay } from './drop-overlay.js';
import { type DropHost, DropZone } from './drop-zone.js';
import { type Dropped, firstOf } from './dropped-files.js';
import { dropIcon } from './icons.js';

export interface DropAreaOptions {
  readonly isOff: boolean;
  /** Whether more than one file can be chosen. */
  readonly multiple: boolean;
  /** For the browser's dialogue, as of `<input type=file>`. */
  readonly accept: string;
  /** Whether folders can be chosen too. */
  readonly folders: boolean;
  /** The camera that phones open, as of `<input type=file>`; null: none. */
  readonly capture: string | null;
  /** Whether another button is the one to press now. */
  readonly isQuiet: boolean;
  /** Whether there are files below it. */
  readonly isFilled: boolean;
  /** The size limit for a file, in bytes; null: no limit. */
  readonly maxSize: number | null;
  readonly words: Words;
}

export class DropArea {
  readonly #host: DropHost;
  readonly #take: (drop: Dropped) => void;
  readonly #zone: DropZone;

  constructor(host: DropHost, take: (drop: Dropped) => void) {
    this.#host = host;
    this.#take = take;
    this.#zone = new DropZone(host, take);
  }

  /** The button; null before the area is drawn. */
  get button(): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>('.choose');
  }

  /** Opens the browser's dialogue; `which` is the selector of its input. */
  choose(which = 'input'): void {
    if (!this.#host.isOff) this.#host.renderRoot.querySelector<HTMLElement>(which)?.click();
  }

  render(options: DropAreaOptions): TemplateResult {
    const { isOff, isFilled, multiple, isQuiet, accept, capture, words } = options;
    const { isOver, target } = this.#zone;
    return html`
      <div
        class="drop ${isOver ? 'over' : ''} ${isFilled ? 'filled' : ''} ${isOff ? 'off' : ''}"
        part="drop"
      >
        <button
          type="button"
          class="choose ${isQuiet ? 'quiet' : ''}"
          part="choose"
          ?disabled=${isOff}
          @click=${() => this.choose()}
        >
          ${dropIcon()} ${multiple ? words.choose : words.chooseOne}
        </button>
        ${options.folders && multiple ? this.#folders(options) : nothing}
        ${this.#hint(options)}
        <input
          type="file"
          accept=${accept || nothing}
          capture=${capture ?? nothing}
          ?multiple=${multiple}
          hidden @change=${(event: Event) => this.#chosen(event)} />
      </div>
      ${target ? renderOverlay(words) : nothing}
    `;
  }

  /** A browser's dialogue has either files or folders. */
  #folders({ isOff, words }: DropAreaOptions): TemplateResult | typeof nothing {
    if (!('webkitdirectory' in HTMLInputElement.prototype)) return nothing;
    return html`
      <button
        type="button"
        class="choose quiet"
        part="folder"
        ?disabled=${isOff}
        @click=${() => this.choose('[webkitdirectory]')}
      >
        ${words.chooseFolder}
      </button>
      <input
        type="file"
        webkitdirectory
        hidden @change=${(event: Event) => this.#chosen(event)} />
    `;
  }

  #hint({ multiple, maxSize, words }: DropAreaOptions): TemplateResult {
    const limit =
      maxSize === null
        ? nothing
        : say(words, words.limit, { size: formatBytes(maxSize, words.language) });
    return html`
      <span class="hint">
        ${this.#zone.isOver ? words.dropNow : multiple ? words.drop : words.dropOne}
        ${limit === nothing ? nothing : html`<small>${limit}</small>`}
      </span>
    `;
  }

  #chosen(event: Event): void {
    const input = event.target as HTMLInputElement;
    this.#take(firstOf([...(input.files ?? [])]));
    input.value = '';
  }
}
