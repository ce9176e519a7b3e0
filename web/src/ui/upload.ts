/* SPDX-License-Identifier: MIT
 *
 * <loadline-upload>: people choose or drop files and see how far each of them is, up to the last
 * processing step.
 *
 *     <script type="module" src="/loadline.min.js"></script>
 *     <loadline-upload endpoint="/uploads/" name="files" multiple></loadline-upload>
 *
 * In a form it is a field: the ids of whole uploads are submitted under its name.
 *
 * Its events are in upload-events.ts.
 */
import {
  html,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { Throttle } from '../base/throttle.js';
import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import { localProblem } from '../server/problem.js';
import { hasBegun } from '../view/phase.js';
import type { Action, BulkAction } from '../view/words.js';
import { ChosenFiles } from './chosen-files.js';
import { DropArea } from './drop-area.js';
import type { Dropped } from './dropped-files.js';
import { ElementClient } from './element-client.js';
import { actOn } from './file-actions.js';
import { acceptFor, type FileRules, type SortedFiles, sizeLimit, sortFiles } from './file-rules.js';
import { type FieldValue, type FormShare, idsIn, listedPhases, shareOf } from './form-share.js';
import { actOnAll, removeAsked } from './list-actions.js';
import { ListMeter } from './list-meter.js';
import { ListViews } from './list-views.js';
import { isOf, takesPlace, whichIsFollowed } from './listed-uploads.js';
import { type Overview, overviewOf } from './overview.js';
import { followLanguage } from './page-language.js';
import { Quota } from './quota.js';
import { Refusals } from './refusals.js';
import { RowList } from './row-list.js';
import { spokenNews } from './spoken.js';
import { theme } from './theme.js';
import { Ticker } from './ticker.js';
import { outcomeOf, refusedOutcome, UploadEvents } from './upload-events.js';
import { fewRows, renderList, type UploadListOptions } from './upload-list.js';
import { UploadSettings } from './upload-settings.js';
import { uploadStyles } from './upload-styles.js';

/** Changes are shown so far apart; the bars move meanwhile. */
const UPDATE_MS = 100;

export class LoadlineUpload extends UploadSettings {
  static override readonly properties: PropertyDeclarations = {
    spoken: { state: true },
    notice: { state: true },
  };

  static override readonly styles = [theme, uploadStyles];

  declare spoken: string;
  declare notice: string;
  readonly #client = new ElementClient(
    () => this.makeClient(),
    (upload) => this.#mayStart(upload),
    () => {
      this.#quota.note(this.client);
      this.#updates.set();
    },
  );
  readonly #updates = new Throttle(() => this.requestUpdate(), UPDATE_MS);
  readonly #quota = new Quota(this, () => this.client);
  /** Where the browser shows a problem of the form. */
  #anchor: HTMLElement | null = null;
  /** The value that its client does not list yet; null: its attribute's. */
  #valueBefore: readonly string[] | null = null;
  #hasBegun = false;
  #views: ListViews | null = null;
  #meter = new ListMeter();
  readonly #rows = new RowList();
  readonly #chosenFiles = new ChosenFiles((files) => this.#takeSome(files));
  #refusals = new Refusals();
  readonly #area = new DropArea(this, (drop) => this.#take(drop));
  readonly #events = new UploadEvents(this);
  readonly #ticker = new Ticker(() => this.requestUpdate());

  constructor() {
    super();
    this.spoken = '';
    this.notice = '';
    followLanguage(this);
    this.addEventListener('click', (event) => {
      if (event.composedPath()[0] === this) this.#area.choose();
    });
  }

  /**
   * The client behind it, for a page that shows more than the component does. With a client of the
   * page's own, uploads continue while the element is away; the element's client waits for it to
   * come back.
   */
  get client(): LoadlineClient {
    return this.#client.get();
  }

  set client(client: LoadlineClient | null) {
    const listed = this.#hasBegun ? this.client.uploads.flatMap(whichIsFollowed) : null;
    if (!this.#client.give(client)) return;
    this.#views = null;
    this.#meter = new ListMeter();
    this.#events.startFrom(client?.uploads ?? []);
    // The other client lists the value again.
    if (listed) this.#valueBefore = listed;
    this.#hasBegun = false;
    if (this.isConnected) this.#comeBack();
  }

  /**
   * The ids of the uploads whose bytes the server has, separated by blanks: the form submits them.
   * Ids that are set, also by the attribute, are listed; other files are removed.
   */
  get value(): string {
    if (!this.#hasBegun) return (this.#valueBefore ?? this.#defaultIds).join(' ');
    return this.#share(overviewOf(this.client.uploads)).ids.join(' ');
  }

  set value(value: FieldValue) {
    const ids = idsIn(value);
    if (!this.#hasBegun) {
      this.#valueBefore = ids;
      return;
    }
    this.#removeUnless((upload) => ids.some((id) => isOf(id, upload)));
    this.#follow(ids);
    this.#tellForm();
  }

  /** Adds files as if a person had chosen them: the rules apply. */
  add(files: Iterable<File>): void {
    this.#take({ files: [...files], left: [], isCut: false });
  }

  /** Sends, in order, what was paused or has not begun. */
  start(): void {
    this.#chosenFiles.addAll();
    this.client.start();
  }

  /** Pauses all files. */
  pause(): void {
    this.#chosenFiles.addAll();
    this.client.pause();
  }

  /** Empties the list. What the server does not have whole is deleted there. */
  clear(): void {
    this.#chosenFiles.clear();
    this.notice = '';
    removeAsked(this.client, this.#events, () => true);
    this.#tellForm();
  }

  /** The rest leaves the list, whatever listeners want. */
  #removeUnless(isKept: (upload: Upload) => boolean): void {
    const removed = this.client.uploads.filter((upload) => !isKept(upload));
    for (const upload of removed) this.#events.tell('loadline-remove', outcomeOf(upload));
    this.client.remove(...removed);
  }

  #mayStart(upload: Upload): boolean {
    return hasBegun(upload.transfer) || this.#events.ask('loadline-start', outcomeOf(upload));
  }

  get #defaultIds(): readonly string[] {
    return idsIn(this.getAttribute('value') ?? '');
  }

  /** Focuses the button that chooses files. */
  override focus(options?: FocusOptions): void {
    this.#area.button?.focus(options);
  }

  /** Called by the browser. A page that prevents the submission, to send the form itself, says when. */
  formAssociatedCallback(form: HTMLFormElement | null): void {
    form?.addEventListener('submit', (event) => {
      setTimeout(() => event.defaultPrevented || this.client.handOver());
    });
  }

  /** Called by the browser: the form is as it was when the page came. */
  formResetCallback(): void {
    this.#chosenFiles.clear();
    this.notice = '';
    this.value = this.#defaultIds;
  }

  /** Called by the browser after a reload, or when a person comes back to the page. */
  formStateRestoreCallback(state: unknown): void {
    if (typeof state !== 'string') return;
    const ids = idsIn(state);
    // What a reload left unfinished stays: it was not in the value.
    this.#removeUnless((upload) => !upload.source.isFollowed || ids.some((id) => isOf(id, upload)));
    this.#follow(ids);
    this.#tellForm();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#comeBack();
  }

  #comeBack(): void {
    this.#client.comeBack();
    this.client.discover();
    // The first one takes long: not while thousands of files are listed.
    setTimeout(() => new Intl.NumberFormat());
    if (!this.#hasBegun) this.#follow(this.#valueBefore ?? this.#defaultIds);
    this.#hasBegun = true;
    this.requestUpdate();
  }

  /** Lists uploads of which only the ids are known. */
  #follow(ids: readonly string[]): void {
    for (const id of ids) {
      if (!this.client.uploads.some((upload) => isOf(id, upload))) this.client.follow(id);
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // By then an element that was only moved is connected again.
    queueMicrotask(() => {
      if (!this.isConnected) this.#goAway();
    });
  }

  /** Also what the throttle holds back, and what follows from a change of just now. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await null;
    this.#updates.flush();
    return super.getUpdateComplete();
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const { client, words } = this;
    const [{ uploads }, before] = [client, this.#views];
    const overview = overviewOf(uploads);
    this.#meter.note(overview);
    this.#views = new ListViews(client, overview, words, before);
    this.spoken = spokenNews(uploads, this.#views, before?.overview ?? null, words) ?? this.spoken;
    // First the form: a listener may submit it.
    this.#tellForm(overview);
    this.#events.tellChanges(uploads, overview.phases);
    this.#ticker.keep(this.isConnected && uploads.some((upload) => !upload.isOver));
  }

  protected override updated(_changed: PropertyValues): void {
    this.#rows.draw(this.renderRoot.querySelector('ul'), fewRows(this.#list()));
    // Once more: the button at which the browser shows a problem may be new.
    if (this.#anchor !== this.#area.button) this.#tellForm();
  }

  #tellForm(overview = overviewOf(this.client.uploads)): void {
    const { ids, problem } = this.#share(overview);
    this.#anchor = this.hasUpdated ? this.#area.button : null;
    this.tellForm({ values: ids, problem, label: this.label, anchor: this.#anchor });
  }

  #share({ phases }: Overview): FormShare {
    return shareOf(listedPhases(this.client.uploads, phases), this.required, this.words);
  }

  protected override render(): TemplateResult {
    const { uploads, capabilities } = this.client;
    const { views } = this.#list();
    // In one element: a click on the host itself is one on a label.
    return html`
      <div>
      ${this.label ? html`<div class="label" part="label">${this.label}</div>` : nothing}
      ${this.#area.render({
        isOff: this.isOff,
        multiple: this.multiple,
        accept: acceptFor(this.rules, capabilities),
        folders: this.folders,
        capture: this.capture,
        isQuiet: views.overview.heldCount > 0,
        isFilled: uploads.length > 0,
        maxSize: sizeLimit(this.rules, capabilities),
        words: this.words,
      })}
      ${
        this.notice === ''
          ? nothing
          : html`<p class="notice" part="notice" role="alert">${this.notice}</p>`
      }
      ${renderList(this.#list())}
      <div class="unseen" role="status" aria-live="polite">${this.spoken}</div>
      </div>
    `;
  }

  #list(): UploadListOptions {
    const { client, words } = this;
    this.#views ??= new ListViews(client, overviewOf(client.uploads), words);
    return {
      client,
      views: this.#views,
      words,
      meter: this.#meter,
      isOff: this.isOff,
      isField: this.name !== '',
      autostart: this.clientOptions().autostart !== false,
      act: (upload, action) => this.#act(upload, action),
      actOnAll: (what) => this.#actOnAll(what),
    };
  }

  #goAway(): void {
    this.#ticker.keep(false);
    this.#updates.stop();
    this.#client.goAway();
  }

  #actOnAll(what: BulkAction): void {
    const { client } = this;
    const list = { ...this.#list(), overview: overviewOf(client.uploads) };
    actOnAll(what, list, this.#events);
    this.#tellForm();
    void this.updateComplete.then(() => this.#passFocus());
  }

  /** A button for all files that has done all it can hides, and gives its focus to another one. */
  #passFocus(): void {
    const { activeElement } = this.renderRoot as ShadowRoot;
    if (activeElement !== null && !activeElement.matches('[hidden]')) return;
    const next = this.renderRoot.querySelector<HTMLElement>('[data-bulk]:not([hidden])');
    (next ?? this).focus();
  }

  #act(upload: Upload, action: Action): void {
    if (action === 'remove') this.#remove(upload);
    else if (action !== 'start' || this.#mayStart(upload)) actOn(upload, action, this.client);
    // Shown at once: until then the button would still say, and do, the same.
    this.requestUpdate();
  }

  /** Focuses the next row, or the button that chooses files. */
  #remove(upload: Upload): void {
    if (!this.#events.ask('loadline-remove', outcomeOf(upload))) return;
    const at = this.client.uploads.indexOf(upload);
    this.client.remove(upload);
    this.#tellForm();
    void this.updateComplete.then(() => {
      const rows = this.renderRoot.querySelectorAll<HTMLElement>('loadline-file');
      const next = rows[Math.min(at, rows.length - 1)];
      // Many rows look after it themselves.
      if (!this.renderRoot.querySelector('loadline-rows')) (next ?? this).focus();
    });
  }

  /** Many files are looked at and listed in turns. Without `multiple` they are one choice. */
  #take(drop: Dropped): void {
    if (this.#chosenFiles.count === 0) this.#refusals = new Refusals();
    this.#refusals.dropped(drop);
    this.#say();
    if (this.multiple) this.#chosenFiles.take(drop.files);
    else this.#takeSome(drop.files);
  }

  #takeSome(files: readonly File[]): void {
    const room = this.#quota.room(this.client.uploads, !this.multiple);
    const rules = { ...this.rules, ...room, hasPlace: this.#quota.places() };
    const { taken, refused } = this.#sort(files, rules);
    this.#refusals.refused(refused, rules);
    this.#say();
    for (const { file, reason } of refused) {
      this.#events.tell('loadline-failed', refusedOutcome(file, localProblem(reason, null)));
    }
    const wanted = taken.filter((file) => this.#events.ask('loadline-add', { file }));
    if (wanted.length > 0) this.#add(wanted);
    this.#tellForm();
  }

  #say(): void {
    this.notice = this.#refusals.text(this.client.capabilities, this.words);
  }

  #sort(files: readonly File[], rules: FileRules): SortedFiles {
    const { uploads, capabilities } = this.client;
    const count = this.multiple ? uploads.filter(takesPlace).length : 0;
    return sortFiles(files, rules, capabilities, count);
  }

  /** As with `<input type=file>`, a file takes the place of the one before without `multiple`. */
  #add(files: readonly File[]): void {
    // First added: an upload that began before a reload may be of this file.
    const [added] = this.client.add(files);
    if (!this.multiple) this.#removeUnless((upload) => upload === added);
  }
}
