/* SPDX-License-Identifier: MIT
 *
 * <loadline-upload>: people choose or drop files and see how far each of them is, up to the last
 * processing step.
 *
 *     <script type="module" src="/loadline.min.js"></script>
 *     <loadline-upload endpoint="/uploads/"></loadline-upload>
 *
 * It fires `loadline-done` and `loadline-failed`, each once per upload, with an UploadOutcome as
 * the detail.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import type { TokenProvider } from '../server/request.js';
import type { ProgressDocument } from '../store/document.js';
import { announcement } from '../view/announcement.js';
import type { FileView } from '../view/file-view.js';
import { formatBytes } from '../view/format.js';
import { partOf, say } from '../view/say.js';
import { type Action, ENGLISH, type Words } from '../view/words.js';
import { type Dropped, droppedNotice, readDrop } from './dropped-files.js';
import { dropIcon } from './icons.js';
import { followLanguage } from './page-language.js';
import { theme } from './theme.js';
import { uploadStyles } from './upload-styles.js';
import { TICK_MS, viewUpload } from './upload-view.js';

/** The detail of `loadline-done` and `loadline-failed`. */
export interface UploadOutcome {
  readonly id: string | null;
  readonly url: string | null;
  /** Null where it is missing after a reload. */
  readonly file: File | null;
  readonly document: ProgressDocument | null;
}

/** So many files are added, and so many new rows drawn, at a time: the page stays responsive. */
const FILES_AT_ONCE = 20;
const ROWS_PER_FRAME = 12;

export class LoadlineUpload extends LitElement {
  static override readonly properties = {
    endpoint: { type: String },
    token: { attribute: false },
    words: { attribute: false },
    over: { state: true },
    spoken: { state: true },
    notice: { state: true },
  };

  static override readonly styles = [theme, uploadStyles];

  /** The upload URL, relative to the page. */
  declare endpoint: string;
  /** Gives the token for the server; may be asynchronous. */
  declare token: TokenProvider | undefined;
  declare words: Words;
  declare over: boolean;
  declare spoken: string;
  declare notice: string;
  #client: LoadlineClient | null = null;
  /** Whether the page made the client, not the element. */
  #isGiven = false;
  #unsubscribe: (() => void) | null = null;
  #views = new Map<number, FileView>();
  #rows = ROWS_PER_FRAME;
  /** Chosen, but not added yet. */
  #chosenFiles: readonly File[] = [];
  #ticker: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.endpoint = '/uploads/';
    this.token = undefined;
    this.words = ENGLISH;
    this.over = false;
    this.spoken = '';
    this.notice = '';
    followLanguage(this);
  }

  /**
   * The client behind it, for a page that shows more than the component does. With a client of the
   * page's own, uploads continue while the element is away; the element's client waits for it to
   * come back.
   */
  get client(): LoadlineClient {
    if (!this.#client) {
      const { endpoint, token } = this;
      this.#client = new LoadlineClient(token ? { endpoint, token } : { endpoint });
      this.#listen();
    }
    return this.#client;
  }

  set client(client: LoadlineClient | null) {
    if (client === this.#client) return;
    this.#unlisten();
    if (!this.#isGiven) this.#client?.dispose();
    this.#client = client;
    this.#isGiven = client !== null;
    this.#views.clear();
    this.#listen();
    if (this.isConnected) this.#comeBack();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#comeBack();
    window.addEventListener('dragover', keepPage);
    window.addEventListener('drop', keepPage);
  }

  #comeBack(): void {
    if (!this.#isGiven) this.client.resume();
    this.client.restore();
    this.#listen();
    this.requestUpdate();
  }

  #listen(): void {
    this.#unsubscribe ??= this.#client?.subscribe(() => this.requestUpdate()) ?? null;
  }

  #unlisten(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('dragover', keepPage);
    window.removeEventListener('drop', keepPage);
    // By then an element that was only moved is connected again.
    queueMicrotask(() => {
      if (!this.isConnected) this.#goAway();
    });
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const now = Date.now();
    const views = new Map<number, FileView>();
    let waitingBefore = 0;
    for (const upload of this.client.uploads) {
      const view = viewUpload(upload, {
        client: this.client,
        waitingBefore,
        now,
        words: this.words,
      });
      views.set(upload.key, unlessSame(view, this.#views.get(upload.key)));
      if (upload.transfer.state === 'waiting') waitingBefore++;
    }
    this.#tellChanges(views);
    this.#views = views;
    this.#keepTicking();
  }

  protected override updated(_changed: PropertyValues): void {
    if (this.#rows >= this.client.uploads.length) return;
    requestAnimationFrame(() => {
      this.#rows += ROWS_PER_FRAME;
      this.requestUpdate();
    });
  }

  protected override render(): TemplateResult {
    const { uploads } = this.client;
    return html`
      ${this.#dropArea(uploads.length > 0)}
      ${
        this.notice === ''
          ? nothing
          : html`<p class="notice" part="notice" role="alert">${this.notice}</p>`
      }
      ${
        uploads.length === 0
          ? nothing
          : html`
              <div class="head">
                <h2 id="files">${this.words.files}</h2>
                ${uploads.length > 1 ? this.#total(uploads) : nothing}
                <loadline-status
                  exportparts="status, refresh"
                  .health=${this.client.health}
                  .now=${Date.now()}
                  .words=${this.words}
                  @refresh=${() => this.client.reconnect()}
                ></loadline-status>
              </div>
              <ul aria-labelledby="files">
                ${repeat(
                  uploads.slice(0, this.#rows),
                  (upload) => upload.key,
                  (upload) => this.#item(upload),
                )}
              </ul>
            `
      }
      <div class="unseen" role="status" aria-live="polite">${this.spoken}</div>
    `;
  }

  #dropArea(filled: boolean): TemplateResult {
    const { words } = this;
    const limit = this.client.capabilities?.maxSize ?? null;
    return html`
      <div
        class="drop ${this.over ? 'over' : ''} ${filled ? 'filled' : ''}"
        part="drop"
        @dragenter=${this.#drag}
        @dragover=${this.#drag}
        @dragleave=${this.#dragEnd}
        @drop=${this.#drop}
      >
        <button type="button" class="choose" part="choose" @click=${this.#choose}>
          ${dropIcon()} ${words.choose}
        </button>
        <span class="hint">
          ${this.over ? words.dropNow : words.drop}
          ${limit === null ? nothing : html`<small>${say(words, words.limit, { size: formatBytes(limit, words.language) })}</small>`}
        </span>
        <input type="file" multiple hidden @change=${this.#chosen} />
      </div>
    `;
  }

  #total(uploads: readonly Upload[]): TemplateResult {
    const { words } = this;
    const views = uploads.flatMap((upload) => this.#views.get(upload.key) ?? []);
    const all = uploads.length;
    const done = views.filter(({ phase }) => phase === 'done').length;
    const whole = uploads.reduce((sum, { source }) => sum + source.size, 0);
    const part = uploads.reduce(
      (sum, { key, source }) => sum + source.size * (this.#views.get(key)?.confirmed ?? 0),
      0,
    );
    return html`
      <span class="total" part="total">
        ${say(words, words.total, { done, all, part: partOf(part, whole, words) }, done)}
      </span>
    `;
  }

  #item(upload: Upload): TemplateResult {
    return html`
      <li>
        <loadline-file
          exportparts="file, name, figures, bar, fill, stages, stage, button, note, problem, result"
          .view=${this.#views.get(upload.key) ?? null}
          .words=${this.words}
          @action=${(event: CustomEvent<Action>) => this.#act(upload, event.detail)}
        ></loadline-file>
      </li>
    `;
  }

  #tellChanges(views: ReadonlyMap<number, FileView>): void {
    for (const upload of this.client.uploads) {
      const before = this.#views.get(upload.key);
      const after = views.get(upload.key);
      if (!after) continue;
      this.spoken = announcement(before, after, this.words) ?? this.spoken;
      if (before?.phase !== after.phase) this.#tellOutcome(upload, after);
    }
  }

  #tellOutcome({ id, transfer, file, document }: Upload, { phase }: FileView): void {
    if (phase !== 'done' && phase !== 'failed') return;
    const detail: UploadOutcome = { id, url: transfer.url, file, document };
    this.dispatchEvent(new CustomEvent(`loadline-${phase}`, { detail, bubbles: true }));
  }

  #keepTicking(): void {
    const needed = this.isConnected && this.client.uploads.some((upload) => !upload.isOver);
    if (needed && this.#ticker === undefined) {
      this.#ticker = setInterval(() => this.requestUpdate(), TICK_MS);
    } else if (!needed) {
      clearInterval(this.#ticker);
      this.#ticker = undefined;
    }
  }

  /** The client keeps the files: a router may put the element back. */
  #goAway(): void {
    clearInterval(this.#ticker);
    this.#ticker = undefined;
    this.#unlisten();
    if (!this.#isGiven) this.#client?.suspend();
  }

  #act(upload: Upload, action: Action): void {
    switch (action) {
      case 'pause':
        upload.pause();
        break;
      case 'start':
      case 'resume':
        upload.start();
        break;
      case 'retryNow':
        this.client.reconnect();
        upload.start();
        break;
      case 'cancel':
        void upload.cancel();
        break;
      case 'reprocess':
        upload.reprocess();
        break;
      case 'again':
        this.client.again(upload);
        break;
      case 'remove':
        this.#remove(upload);
        break;
    }
  }

  /** Focuses the next row, or the button that chooses files. */
  #remove(upload: Upload): void {
    const { uploads } = this.client;
    const at = uploads.indexOf(upload);
    this.client.remove(upload);
    void this.updateComplete.then(() => {
      const rows = this.renderRoot.querySelectorAll<HTMLElement>('loadline-file');
      const next = rows[Math.min(at, rows.length - 1)];
      (next ?? this.renderRoot.querySelector<HTMLElement>('.choose'))?.focus();
    });
  }

  #choose(): void {
    this.renderRoot.querySelector<HTMLInputElement>('input[type=file]')?.click();
  }

  #chosen(event: Event): void {
    const input = event.target as HTMLInputElement;
    this.notice = '';
    if (input.files) this.#add(input.files);
    input.value = '';
  }

  /** Adds many files in several turns, in order: browsers look at the disk for the size of each. */
  #add(files: Iterable<File>): void {
    const isUnderWay = this.#chosenFiles.length > 0;
    this.#chosenFiles = [...this.#chosenFiles, ...files];
    if (!isUnderWay) this.#addSome();
  }

  #addSome(): void {
    const some = this.#chosenFiles.slice(0, FILES_AT_ONCE);
    if (some.length === 0) return;
    this.#chosenFiles = this.#chosenFiles.slice(FILES_AT_ONCE);
    // Before client.add(): a listener of the page may throw.
    if (this.#chosenFiles.length > 0) setTimeout(() => this.#addSome());
    this.client.add(some);
  }

  #drag(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.over = true;
  }

  #dragEnd(event: DragEvent): void {
    const inside = event.relatedTarget;
    const area = event.currentTarget as HTMLElement;
    if (!(inside instanceof Node && area.contains(inside))) this.over = false;
  }

  #drop(event: DragEvent): void {
    event.preventDefault();
    this.over = false;
    if (event.dataTransfer) void this.#take(readDrop(event.dataTransfer));
  }

  async #take(dropped: Promise<Dropped>): Promise<void> {
    const drop = await dropped;
    this.notice = droppedNotice(drop, this.words);
    if (drop.files.length > 0) this.#add(drop.files);
  }
}

/** The previous view where the new one equals it: its row need not be drawn again. */
function unlessSame(view: FileView, before: FileView | undefined): FileView {
  return before && JSON.stringify(before) === JSON.stringify(view) ? before : view;
}

/** A file that is dropped beside the area would replace the page and end its uploads. */
function keepPage(event: DragEvent): void {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
}
