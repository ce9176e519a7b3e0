/* SPDX-License-Identifier: MIT
 *
 * The rows of many files: a line each, of which only those in sight are drawn. Finished files are
 * folded together. It tells which button was pressed (event `row`).
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Upload } from '../client/upload.js';
import { say } from '../view/say.js';
import { type Action, ENGLISH, type Words } from '../view/words.js';
import { fileRow } from './file-row.js';
import { LINE_PX } from './line-styles.js';
import type { ListViews } from './list-views.js';
import { fullHeight, type ListWindow, linesOf, topOf } from './list-window.js';
import { type Row, RowList } from './row-list.js';
import { rowStyles } from './row-styles.js';
import { theme } from './theme.js';
import { WatchedSizes } from './watched-sizes.js';

/** The height of the list before it is drawn. */
const USUAL_HEIGHT_PX = 420;

export interface RowAction {
  readonly upload: Upload;
  readonly action: Action;
}

export class LoadlineRows extends LitElement {
  static override readonly properties = {
    uploads: { attribute: false },
    views: { attribute: false },
    words: { attribute: false },
    isOff: { attribute: false },
    isUnfolded: { state: true },
    opened: { state: true },
  };

  static override readonly styles = [theme, rowStyles];

  declare uploads: readonly Upload[];
  declare views: ListViews | null;
  declare words: Words;
  declare isOff: boolean;
  declare isUnfolded: boolean;
  /** The key of the upload whose details are shown. */
  declare opened: number | null;
  readonly #rows = new RowList();
  readonly #sizes = new WatchedSizes(() => this.#measure());
  #window: ListWindow | null = null;
  #shown: readonly Upload[] = [];
  #focused: number | null = null;
  #focusedAt = 0;
  #isDrawing = false;
  #scrolledPx = 0;
  #heightPx = USUAL_HEIGHT_PX;
  /** As long as the opened one is not drawn, it is as high as it was. */
  #extraPx = 0;

  constructor() {
    super();
    this.uploads = [];
    this.views = null;
    this.words = ENGLISH;
    this.isOff = false;
    this.isUnfolded = false;
    this.opened = null;
  }

  protected override willUpdate(_changed: PropertyValues): void {
    this.#isDrawing = true;
    const phases = this.views?.overview.phases;
    this.#shown = this.isUnfolded
      ? this.uploads
      : this.uploads.filter(({ key }) => phases?.get(key) !== 'done');
  }

  protected override render(): TemplateResult | typeof nothing {
    const { views, words } = this;
    if (!views) return nothing;
    this.#window = this.#findWindow();
    return html`
      ${this.#fold(views.overview.countOf('done'))}
      <div class="scroller" part="rows" ?hidden=${this.#shown.length === 0} @scroll=${() => this.#measure()}>
        <ul
          aria-label=${words.files}
          .style=${`block-size:${fullHeight(this.#window)}px`}
          @focusout=${(event: FocusEvent) => this.#focusLeft(event)}
        ></ul>
      </div>
    `;
  }

  protected override updated(_changed: PropertyValues): void {
    this.#rows.draw(this.renderRoot.querySelector('ul'), this.#drawn());
    this.#isDrawing = false;
    this.#keepFocus();
    this.#sizes.watch(this.#find('.scroller'), this.#find('.opened'));
  }

  #drawn(): Row[] {
    const { views } = this;
    const window = this.#window;
    if (!views || !window) return [];
    return linesOf(window).flatMap((at) => this.#row(at, window, views));
  }

  /** The next row gets the focus of one that was removed or folded. */
  #keepFocus(): void {
    if (this.#focused === null || this.#shown.some(({ key }) => key === this.#focused)) return;
    this.#focused = null;
    const place = Math.min(this.#focusedAt + 1, this.#shown.length);
    (this.#find(`[aria-posinset='${place}'] loadline-file`) ?? this.#find('.fold'))?.focus();
  }

  #find(what: string): HTMLElement | null {
    return this.renderRoot.querySelector(what);
  }

  #fold(count: number): TemplateResult | typeof nothing {
    if (count === 0) return nothing;
    return html`
      <button type="button" class="fold" part="fold" aria-expanded=${this.isUnfolded}
        @click=${() => {
          this.isUnfolded = !this.isUnfolded;
        }}>
        ${say(this.words, this.words.folded, { count }, count)}
      </button>
    `;
  }

  #row(at: number, window: ListWindow, views: ListViews): Row[] {
    const upload = this.#shown[at];
    if (!upload) return [];
    const { key } = upload;
    const isOpen = key === this.opened;
    const item = {
      className: isOpen ? 'opened' : '',
      ariaSetSize: String(window.count),
      ariaPosInSet: String(at + 1),
    };
    const content = fileRow(upload, {
      views,
      words: this.words,
      isOff: this.isOff,
      act: this.#act,
      isOpen,
      open: () => this.#open(key),
      focused: () => {
        this.#focused = key;
      },
    });
    return [{ key, content, item, topPx: topOf(at, window) }];
  }

  #findWindow(): ListWindow {
    const find = (key: number | null) => {
      const at = key === null ? -1 : this.#shown.findIndex((upload) => upload.key === key);
      return at < 0 ? null : at;
    };
    const focusedAt = find(this.#focused);
    if (focusedAt !== null) this.#focusedAt = focusedAt;
    return {
      count: this.#shown.length,
      linePx: LINE_PX,
      scrolledPx: this.#scrolledPx,
      heightPx: this.#heightPx,
      openedAt: find(this.opened),
      extraPx: this.#extraPx,
      focusedAt,
    };
  }

  #open(key: number): void {
    this.opened = this.opened === key ? null : key;
  }

  /** Only when something has moved: each answer makes the browser lay out the page. */
  #measure(): void {
    const [scroller, opened] = [this.#find('.scroller'), this.#find('.opened')];
    this.#scrolledPx = scroller?.scrollTop ?? 0;
    this.#heightPx = scroller?.clientHeight || USUAL_HEIGHT_PX;
    if (opened) this.#extraPx = opened.offsetHeight - LINE_PX;
    this.requestUpdate();
  }

  readonly #act = (upload: Upload, action: Action): void => {
    this.dispatchEvent(new CustomEvent<RowAction>('row', { detail: { upload, action } }));
  };

  /** Not so where its row was taken away, or where the whole window has lost the focus. */
  #focusLeft({ relatedTarget }: FocusEvent): void {
    if (this.#isDrawing) return;
    if (relatedTarget !== null || document.hasFocus()) this.#focused = null;
  }
}
