/* SPDX-License-Identifier: MIT
 *
 * The rows of many files: a line each, of which only those in sight are drawn. Finished files are
 * folded together. It tells which button was pressed (event `row`).
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Upload } from '../client/upload.js';
import { say } from '../view/say.js';
import { type Action, ENGLISH, type Words } from '../view/words.js';
import type { LoadlineFile } from './file.js';
import { fileRow } from './file-row.js';
import { LINE_PX } from './line-styles.js';
import type { ListViews } from './list-views.js';
import { fullHeight, type ListWindow, linesAbove, linesOf, topOf } from './list-window.js';
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
    isPointedAt: { state: true },
  };

  static override readonly styles = [theme, rowStyles];

  declare uploads: readonly Upload[];
  declare views: ListViews | null;
  declare words: Words;
  declare isOff: boolean;
  declare isUnfolded: boolean;
  /** Its details are shown. */
  declare opened: Upload | null;
  /** Whether a pointer is among the rows: what is finished stays in its place then. */
  declare isPointedAt: boolean;
  readonly #rows = new RowList();
  readonly #sizes = new WatchedSizes(() => this.#measure());
  #window: ListWindow | null = null;
  #shown: readonly Upload[] = [];
  #focused: Upload | null = null;
  #focusedAt = 0;
  #isDrawing = false;
  #scrolledPx = 0;
  /** Whether what is seen has another place with this update. */
  #hasMoved = false;
  #heightPx = USUAL_HEIGHT_PX;
  /** How much higher than a line the opened one was when it was drawn last. */
  #extraPx = 0;

  constructor() {
    super();
    this.uploads = [];
    this.views = null;
    this.words = ENGLISH;
    this.isOff = false;
    this.isUnfolded = false;
    this.opened = null;
    this.isPointedAt = false;
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.#isDrawing = true;
    // Else it was scrolled.
    if (changed.size > 0) this.#choose();
  }

  #choose(): void {
    const before = this.#shown;
    this.#shown = this.isUnfolded ? this.uploads : this.#unfinished(before);
    const moved = linesAbove(before, this.#shown, this.#firstSeen(before));
    this.#scrolledPx += moved * LINE_PX;
    this.#hasMoved = moved !== 0;
  }

  /** Rows do not slide away from a pointer, the focus, or an eye that reads one. */
  #unfinished(before: readonly Upload[]): readonly Upload[] {
    const phases = this.views?.overview.phases;
    const isUsed = this.isPointedAt || this.#focused !== null;
    const kept = new Set(isUsed ? before : []);
    return this.uploads.filter(
      (each) => phases?.get(each.key) !== 'done' || each === this.opened || kept.has(each),
    );
  }

  #firstSeen(before: readonly Upload[]): number {
    return Math.min(Math.floor(this.#scrolledPx / LINE_PX), before.length);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { views, words } = this;
    if (!views) return nothing;
    this.#window = this.#findWindow();
    return html`
      ${this.#fold(this.isUnfolded ? views.overview.countOf('done') : this.uploads.length - this.#shown.length)}
      <div
        class="scroller"
        part="rows"
        ?hidden=${this.#shown.length === 0}
        @scroll=${() => this.#measure()}
        @pointerenter=${() => {
          this.isPointedAt = true;
        }}
        @pointerleave=${() => {
          this.isPointedAt = false;
        }}
      >
        <ul
          role="list"
          aria-label=${words.files}
          .style=${`block-size:${fullHeight(this.#window)}px`}
          @focusout=${(event: FocusEvent) => this.#focusLeft(event)}
        ></ul>
      </div>
    `;
  }

  protected override updated(_changed: PropertyValues): void {
    this.#rows.draw(this.#find('ul'), this.#drawn(), true);
    this.#isDrawing = false;
    this.#keepPlace();
    this.#keepFocus();
    this.#sizes.watch(this.#find('.scroller'), this.#find('.opened'));
  }

  #drawn(): Row[] {
    const { views } = this;
    const window = this.#window;
    if (!views || !window) return [];
    return linesOf(window).flatMap((at) => this.#row(at, window, views));
  }

  /** What is seen stays where it is when lines above it come or go. */
  #keepPlace(): void {
    const scroller = this.#find('.scroller');
    if (scroller && this.#hasMoved) scroller.scrollTop = this.#scrolledPx;
    this.#hasMoved = false;
  }

  /** The next row gets the focus of one that was removed or folded. */
  #keepFocus(): void {
    if (this.#focused === null || this.#shown.includes(this.#focused)) return;
    this.#focused = null;
    // Not where the page has moved it elsewhere.
    if (document.activeElement !== document.body) return;
    const place = Math.min(this.#focusedAt + 1, this.#shown.length);
    const row = this.#find(`[aria-posinset='${place}'] loadline-file`) as LoadlineFile | null;
    // A row that is new has no button yet.
    if (row) void row.updateComplete.then(() => row.focus());
    else this.#find('.fold')?.focus();
  }

  #find(what: string): HTMLElement | null {
    return this.renderRoot.querySelector(what);
  }

  /** It has its room also while nothing is done: no row moves when the first one is. */
  #fold(count: number): TemplateResult {
    return html`
      <button
        type="button"
        class="fold ${count === 0 ? 'off' : ''}"
        part="fold"
        aria-expanded=${this.isUnfolded}
        @click=${() => {
          this.isUnfolded = !this.isUnfolded;
        }}
      >
        ${say(this.words, this.words.folded, { count }, count)}
      </button>
    `;
  }

  #row(at: number, window: ListWindow, views: ListViews): Row[] {
    const upload = this.#shown[at];
    if (!upload) return [];
    const isOpen = upload === this.opened;
    const attributes = {
      class: isOpen ? 'opened' : '',
      'aria-setsize': window.count,
      'aria-posinset': at + 1,
    };
    const content = fileRow(upload, {
      views,
      words: this.words,
      isOff: this.isOff,
      act: this.#act,
      isOpen,
      open: () => this.#open(upload),
      focused: () => {
        this.#focused = upload;
      },
    });
    return [{ of: upload, content, attributes, topPx: topOf(at, window) }];
  }

  #findWindow(): ListWindow {
    const placeOf = (upload: Upload | null) => {
      const at = upload === null ? -1 : this.#shown.indexOf(upload);
      return at < 0 ? null : at;
    };
    const focusedAt = placeOf(this.#focused);
    if (focusedAt !== null) this.#focusedAt = focusedAt;
    return {
      count: this.#shown.length,
      linePx: LINE_PX,
      scrolledPx: this.#scrolledPx,
      heightPx: this.#heightPx,
      openedAt: placeOf(this.opened),
      extraPx: this.#extraPx,
      focusedAt,
    };
  }

  #open(upload: Upload): void {
    this.opened = this.opened === upload ? null : upload;
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

  /** A row that was taken away, and a window that is no longer the front one, keep it. */
  #focusLeft({ relatedTarget }: FocusEvent): void {
    if (this.#isDrawing) return;
    if (relatedTarget !== null || document.hasFocus()) this.#focused = null;
  }
}
