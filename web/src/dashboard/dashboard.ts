/* SPDX-License-Identifier: MIT
 *
 * <loadline-dashboard>: an administrator's view of a site.
 *
 *     <loadline-dashboard endpoint="/uploads/"></loadline-dashboard>
 *
 * It takes the token for a link, or asks for one, and keeps it in the tab's session storage, nowhere
 * else.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { BrowserStorage } from '../base/browser-storage.js';
import type { Command } from '../server/commands.js';
import type { Problem } from '../server/problem.js';
import { isNewer, type StoreEntry } from '../store/store.js';
import { actionIcon } from '../ui/icons.js';
import { PageLanguage } from '../ui/page-language.js';
import { theme } from '../ui/theme.js';
import { Ticker } from '../ui/ticker.js';
import { formatClock } from '../view/format.js';
import { say } from '../view/say.js';
import { ENGLISH, languageOf, WORDS, type Words, wordsFor } from '../view/words.js';
import { exchangeLink, takeLink } from './administrator-link.js';
import {
  type Board,
  clearEnded,
  EMPTY_BOARD,
  matchesFilter,
  rowsOf,
  type Totals,
  totalsOf,
  type UploadRow,
} from './board.js';
import { DashboardClient } from './dashboard-client.js';
import { dashboardStyles } from './dashboard-styles.js';
import { FoundList, type FoundUpload } from './found-list.js';
import { foundTable } from './found-table.js';
import { counted, figures, plots } from './overview.js';
import { programsTable } from './programs-table.js';
import { type RowView, searchText, viewRow } from './row-view.js';
import { refusalText, signInPage } from './sign-in.js';
import type { LoadlineStory } from './story-panel.js';
import { dashboardTables } from './table-styles.js';
import { focusStory, uploadsTable } from './uploads-table.js';
import {
  DASHBOARD_ENGLISH,
  DASHBOARD_WORDS,
  type DashboardWords,
  type RowAction,
} from './words.js';

const TOKEN_KEY = 'loadline.dashboard.token';
const STORAGE = new BrowserStorage('sessionStorage');
/** Events come faster than people read: redraw at this interval. */
const REDRAW_MS = 250;
/** How long the result of a command is shown. */
const NOTICE_MS = 8_000;

export class LoadlineDashboard extends LitElement {
  static override readonly properties = {
    endpoint: { type: String },
    filter: { state: true },
    spoken: { state: true },
  };

  static override readonly styles = [theme, dashboardStyles, dashboardTables];

  declare endpoint: string;
  declare filter: string;
  declare spoken: string;
  #words: Words = ENGLISH;
  #own: DashboardWords = DASHBOARD_ENGLISH;
  #client: DashboardClient | null = null;
  #found: FoundList | null = null;
  #problem: Problem | null = null;
  #checking = false;
  /** What is shown while updates are paused, and since when. */
  #frozen: { readonly board: Board; readonly at: Date } | null = null;
  #doomed: RowView | null = null;
  #views = new WeakMap<StoreEntry, RowView>();
  #redraw: ReturnType<typeof setTimeout> | undefined;
  readonly #ticker = new Ticker(() => this.requestUpdate());
  #notice: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.endpoint = '/uploads/';
    this.filter = '';
    this.spoken = '';
    new PageLanguage(this, [WORDS, DASHBOARD_WORDS], () => this.#chooseWords());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ticker.keep(true);
    addEventListener('hashchange', this.#arrive);
    this.#arrive();
  }

  #chooseWords(): void {
    this.#words = wordsFor(this);
    this.#own = DASHBOARD_WORDS.find(languageOf(this));
    this.#views = new WeakMap();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#arrive);
    this.#ticker.keep(false);
    clearTimeout(this.#notice);
    this.#close();
  }

  protected override render(): TemplateResult {
    const inside = this.#client ? this.#site(this.#client) : this.#signIn();
    return html`
      ${inside}
      <div class="notice" role="status">${this.spoken}</div>
    `;
  }

  #signIn(): TemplateResult {
    return signInPage({
      problem: this.#problem,
      checking: this.#checking,
      own: this.#own,
      enter: (token) => void this.#enter(token),
    });
  }

  /** Opens the link in the address of the page; else enters with the token of this tab. */
  readonly #arrive = (): void => {
    const link = takeLink(location, history);
    if (link !== null) void this.#open(link);
    else if (!this.#client && !this.#checking) void this.#enter(STORAGE.get(TOKEN_KEY));
  };

  async #open(link: string): Promise<void> {
    this.#checking = true;
    const given = await exchangeLink(this.endpoint, link);
    const token = typeof given === 'string' ? given : STORAGE.get(TOKEN_KEY);
    if (token !== null) return this.#enter(token);
    this.#checking = false;
    this.#leave(given as Problem);
  }

  async #enter(token: string | null): Promise<void> {
    this.#close();
    this.#checking = true;
    this.requestUpdate();
    const opened = await DashboardClient.open(this.endpoint, token, {
      changed: () => this.#soon(),
      refused: (problem) => this.#leave(problem),
    });
    this.#checking = false;
    if (opened instanceof DashboardClient) {
      if (token !== null) STORAGE.set(TOKEN_KEY, token);
      this.#client = opened;
      this.#found = new FoundList(opened.list, () => this.#soon());
      this.#problem = null;
    } else {
      this.#leave(token === null && opened.status === 401 ? null : opened);
    }
    this.requestUpdate();
  }

  #leave(problem: Problem | null): void {
    // A failure of the network or of the server does not sign anybody out.
    const isOurs = problem !== null && (problem.status === 0 || problem.status >= 500);
    if (!isOurs) STORAGE.remove(TOKEN_KEY);
    this.#close();
    this.#problem = problem;
    this.requestUpdate();
  }

  #close(): void {
    clearTimeout(this.#redraw);
    this.#redraw = undefined;
    this.#client?.dispose();
    this.#client = null;
    this.#found?.dispose();
    this.#found = null;
    this.filter = '';
    this.#frozen = null;
  }

  #soon(): void {
    this.#redraw ??= setTimeout(() => {
      this.#redraw = undefined;
      if (this.#client) this.#found?.heed(totalsOf(this.#client.board).ended);
      this.requestUpdate();
    }, REDRAW_MS);
  }

  #site(client: DashboardClient): TemplateResult {
    const board = this.#frozen?.board ?? client.board;
    const views = rowsOf(board).map((row) => this.#view(row));
    const totals = totalsOf(board);
    return html`
      ${this.#bar(client)} ${this.#warnings(client, board)} ${figures(board, totals, this.#own)}
      ${plots(board, this.#own)}
      <section class="panel">
        ${this.#head(totals)} ${this.#uploads(views)}
      </section>
      ${this.#listed(board)}
      <div class="pair">
        ${programsTable('relay', board.site, this.#own)}
        ${programsTable('worker', board.site, this.#own)}
      </div>
      ${counted(board, this.#own)} ${this.#dialog()}
      <loadline-story
        .own=${this.#own}
        .ask=${client.story}
        .closed=${this.#closed}
      ></loadline-story>
    `;
  }

  /** Gives the same view until the entry changes, so that only changed rows are drawn. */
  #view(row: UploadRow): RowView {
    const view = this.#views.get(row.entry) ?? viewRow(row, this.#words, this.#own);
    this.#views.set(row.entry, view);
    return view;
  }

  #bar(client: DashboardClient): TemplateResult {
    const own = this.#own;
    return html`
      <div class="tools">
        <loadline-status
          .health=${client.health}
          .now=${Date.now()}
          .words=${this.#words}
        ></loadline-status>
        <button
          type="button"
          class="plain"
          aria-pressed=${this.#frozen ? 'true' : 'false'}
          @click=${() => this.#pause()}
        >
          ${actionIcon(this.#frozen ? 'resume' : 'pause')}
          <span>${this.#frozen ? own.resume : own.pause}</span>
        </button>
        <button type="button" class="plain" @click=${() => this.#leave(null)}>${own.signOut}</button>
      </div>
    `;
  }

  #warnings(client: DashboardClient, board: Board): TemplateResult {
    const own = this.#own;
    const warnings = [
      ...(this.#frozen ? [say(own, own.pausedAt, { time: this.#clock(this.#frozen.at) })] : []),
      ...(board.site && !board.site.available ? [own.noNews] : []),
      ...(client.isCutOff ? [own.cutOff] : []),
    ];
    return html`${warnings.map((text) => html`<p class="warning">${text}</p>`)}`;
  }

  #head({ ended }: Totals): TemplateResult {
    const own = this.#own;
    return html`
      <div class="head">
        <h2 tabindex="-1">${own.uploads}</h2>
        <input
          type="search"
          aria-label=${own.filter}
          placeholder=${own.filter}
          .value=${this.filter}
          @input=${(event: InputEvent) => {
            this.filter = (event.target as HTMLInputElement).value;
            this.#found?.look(this.filter);
          }}
        />
        <button
          type="button"
          class="plain"
          ?disabled=${ended === 0 || this.#frozen !== null}
          @click=${() => this.#client?.change(clearEnded)}
        >
          ${own.clearEnded}
        </button>
      </div>
    `;
  }

  #uploads(views: readonly RowView[]): TemplateResult {
    const rows = views.filter((view) => matchesFilter(searchText(view), this.filter));
    if (rows.length === 0) {
      const own = this.#own;
      const text =
        views.length > 0 ? say(own, own.noMatch, { filter: this.filter }) : own.noUploads;
      return html`<p class="hint empty">${text}</p>`;
    }
    return uploadsTable({
      rows,
      words: this.#words,
      own: this.#own,
      act: this.#act,
    });
  }

  /** What the server listed, with the newer state of those that the relay tells of. */
  #listed(board: Board): TemplateResult | typeof nothing {
    const list = this.#found;
    if (!list) return nothing;
    const view = ({ document }: FoundUpload) => {
      const live = board.store.get(document.id);
      const entry: StoreEntry =
        live?.document && !isNewer(document, live.document)
          ? live
          : { presence: 'known', document };
      return viewRow(
        { id: document.id, entry, document: entry.document ?? document },
        this.#words,
        this.#own,
      );
    };
    return foundTable({
      list,
      words: this.#words,
      own: this.#own,
      now: Date.now(),
      view,
      act: this.#act,
    });
  }

  readonly #act = (row: RowView, what: RowAction): void => {
    if (what === 'cancel') this.#ask(row);
    else if (what === 'retry') void this.#command(row, what);
    else void this.renderRoot.querySelector<LoadlineStory>('loadline-story')?.open(row);
  };

  readonly #closed = (id: string): void => focusStory(this.renderRoot as ShadowRoot, id);

  #dialog(): TemplateResult {
    const own = this.#own;
    return html`
      <dialog
        aria-labelledby="question"
        aria-describedby="consequence"
        @close=${(event: Event) => this.#answered(event.target as HTMLDialogElement)}
      >
        <form method="dialog">
          <h2 id="question">${say(own, own.question, { name: this.#doomed?.file.name ?? '' })}</h2>
          <p id="consequence">${own.consequence}</p>
          <div class="choice">
            <button class="plain" value="keep" autofocus>${own.keep}</button>
            <button class="main bad" value="cancel">${own.confirm}</button>
          </div>
        </form>
      </dialog>
    `;
  }

  #pause(): void {
    const { board } = this.#client ?? { board: EMPTY_BOARD };
    this.#frozen = this.#frozen ? null : { board, at: new Date() };
    this.#say(this.#frozen ? this.#own.paused : this.#own.resumed);
  }

  #ask(row: RowView): void {
    this.#doomed = row;
    this.requestUpdate();
    const dialog = this.renderRoot.querySelector('dialog');
    if (!dialog) return;
    dialog.returnValue = '';
    dialog.showModal();
  }

  #answered(dialog: HTMLDialogElement): void {
    const row = this.#doomed;
    if (row && dialog.returnValue === 'cancel') void this.#command(row, 'cancel');
  }

  async #command(row: RowView, what: Command): Promise<void> {
    const problem = await this.#client?.command(row.id, what);
    const { name } = row.file;
    const own = this.#own;
    this.#say(
      problem
        ? say(own, own.failedTo[what], { name, reason: refusalText(problem, own) })
        : say(own, own.done[what], { name }),
    );
  }

  #clock(at: Date): string {
    return formatClock(at.getTime(), this.#own.language);
  }

  #say(text: string): void {
    this.spoken = text;
    clearTimeout(this.#notice);
    this.#notice = setTimeout(() => {
      this.spoken = '';
    }, NOTICE_MS);
  }
}
