/* SPDX-License-Identifier: MIT
 *
 * The area where files are chosen by its button or dropped.
 */
import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { formatBytes } from '../view/format.js';
import { say } from '../view/say.js';
import type { Words } from '../view/words.js';
import { type Dropped, readDrop } from './dropped-files.js';
import { dropIcon } from './icons.js';

export interface DropAreaOptions {
  readonly isOff: boolean;
  /** Whether more than one file can be chosen. */
  readonly multiple: boolean;
  /** For the browser's dialogue, as of `<input type=file>`. */
  readonly accept: string;
  /** Whether another button is the one to press now. */
  readonly isQuiet: boolean;
  /** Whether there are files below it. */
  readonly isFilled: boolean;
  /** The size limit for a file, in bytes; null: no limit. */
  readonly maxSize: number | null;
  readonly words: Words;
}

type Host = ReactiveControllerHost & { readonly isOff: boolean; readonly renderRoot: ParentNode };

export class DropArea implements ReactiveController {
  readonly #host: Host;
  readonly #take: (drop: Dropped) => void;
  #isOver = false;
  /**
   * A file that is dropped beside the area would replace the page and end its uploads. A function
   * for each area: a page may have several.
   */
  readonly #keepPage = (event: DragEvent): void => {
    if (holdsFiles(event)) event.preventDefault();
  };

  constructor(host: Host, take: (drop: Dropped) => void) {
    this.#host = host;
    this.#take = take;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('dragover', this.#keepPage);
    window.addEventListener('drop', this.#keepPage);
  }

  hostDisconnected(): void {
    window.removeEventListener('dragover', this.#keepPage);
    window.removeEventListener('drop', this.#keepPage);
  }

  /** The button; null before the area is drawn. */
  get button(): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>('.choose');
  }

  /** Opens the browser's dialogue. */
  choose(): void {
    if (!this.#host.isOff) this.#host.renderRoot.querySelector<HTMLElement>('input')?.click();
  }

  render(options: DropAreaOptions): TemplateResult {
    const { isOff, isFilled, multiple, words } = options;
    return html`
      <div
        class="drop ${this.#isOver ? 'over' : ''} ${isFilled ? 'filled' : ''} ${isOff ? 'off' : ''}"
        part="drop"
        @dragenter=${(event: DragEvent) => this.#drag(event)}
        @dragover=${(event: DragEvent) => this.#drag(event)}
        @dragleave=${(event: DragEvent) => this.#dragEnd(event)}
        @drop=${(event: DragEvent) => this.#drop(event)}
      >
        <button
          type="button"
          class="choose ${options.isQuiet ? 'quiet' : ''}"
          part="choose"
          ?disabled=${isOff}
          @click=${() => this.choose()}
        >
          ${dropIcon()} ${multiple ? words.choose : words.chooseOne}
        </button>
        ${this.#hint(options)}
        <input
          type="file"
          accept=${options.accept || nothing}
          ?multiple=${multiple}
          hidden @change=${(event: Event) => this.#chosen(event)} />
      </div>
    `;
  }

  #hint({ multiple, maxSize, words }: DropAreaOptions): TemplateResult {
    const limit =
      maxSize === null
        ? nothing
        : say(words, words.limit, { size: formatBytes(maxSize, words.language) });
    return html`
      <span class="hint">
        ${this.#isOver ? words.dropNow : multiple ? words.drop : words.dropOne}
        ${limit === nothing ? nothing : html`<small>${limit}</small>`}
      </span>
    `;
  }

  #chosen(event: Event): void {
    const input = event.target as HTMLInputElement;
    this.#take({ files: [...(input.files ?? [])], left: [], isCut: false });
    input.value = '';
  }

  #drag(event: DragEvent): void {
    if (!holdsFiles(event) || this.#host.isOff) return;
    event.preventDefault();
    this.#setOver(true);
  }

  #dragEnd(event: DragEvent): void {
    const inside = event.relatedTarget;
    const area = event.currentTarget as HTMLElement;
    if (!(inside instanceof Node && area.contains(inside))) this.#setOver(false);
  }

  #drop(event: DragEvent): void {
    event.preventDefault();
    this.#setOver(false);
    if (event.dataTransfer && !this.#host.isOff) void this.#read(event.dataTransfer);
  }

  async #read(dropped: DataTransfer): Promise<void> {
    this.#take(await readDrop(dropped));
  }

  #setOver(isOver: boolean): void {
    this.#isOver = isOver;
    this.#host.requestUpdate();
  }
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}
