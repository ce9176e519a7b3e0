/* SPDX-License-Identifier: MIT
 *
 * <loadline-story>: a dialog with one upload's story. While it is open and seen, it reads the story
 * again and again.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { Alarm } from '../base/alarm.js';
import { windowSignals } from '../base/page-signals.js';
import type { Problem } from '../server/problem.js';
import { theme } from '../ui/theme.js';
import { memo } from '../view/format.js';
import { say } from '../view/say.js';
import type { Answer } from './ask-server.js';
import { dashboardStyles } from './dashboard-styles.js';
import type { RowView } from './row-view.js';
import { refusalText } from './sign-in.js';
import { readStory, type StoryEntry } from './story.js';
import { StoryPace } from './story-pace.js';
import { storyStyles } from './story-styles.js';
import { DASHBOARD_ENGLISH, type DashboardWords } from './words.js';

const momentOf = memo(
  (language) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }),
);

export type AskForStory = (id: string) => Promise<Answer>;

export class LoadlineStory extends LitElement {
  static override readonly properties = {
    own: { attribute: false },
    ask: { attribute: false },
    closed: { attribute: false },
    row: { state: true },
    entries: { state: true },
    problem: { state: true },
  };

  static override readonly styles = [theme, dashboardStyles, storyStyles];

  declare own: DashboardWords;
  declare ask: AskForStory | null;
  /** Told the upload's id after the dialog was closed. */
  declare closed: ((id: string) => void) | null;
  declare row: RowView | null;
  /** Null: the server has not answered yet. */
  declare entries: readonly StoryEntry[] | null;
  declare problem: Problem | null;
  readonly #signals = windowSignals();
  readonly #alarm = new Alarm();
  #pace = new StoryPace(Math.random);
  #unsubscribe: (() => void) | null = null;

  constructor() {
    super();
    this.own = DASHBOARD_ENGLISH;
    this.ask = null;
    this.closed = null;
    this.row = null;
    this.entries = null;
    this.problem = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  async open(row: RowView): Promise<void> {
    this.#close();
    this.row = row;
    this.entries = this.problem = null;
    this.#pace = new StoryPace(Math.random);
    this.#unsubscribe = this.#signals.subscribe((signal) => {
      if (signal === 'visible' || signal === 'online') this.#resume(row);
    });
    await this.updateComplete;
    this.renderRoot.querySelector('dialog')?.showModal();
    await this.#read(row);
  }

  #closed(): void {
    const id = this.row?.id;
    this.#close();
    if (id !== undefined) this.closed?.(id);
  }

  #close(): void {
    this.#alarm.stop();
    this.#unsubscribe?.();
    this.row = null;
  }

  async #read(row: RowView): Promise<void> {
    const answer = await this.ask?.(row.id);
    // It was closed meanwhile, or another one was opened.
    if (!answer || this.row !== row) return;
    this.problem = answer.problem;
    if (!answer.problem) this.entries = readStory(answer.value);
    const pause = this.#pace.after(answer.problem, this.entries ?? [], row);
    if (pause !== null) this.#alarm.set(pause, () => this.#resume(row));
  }

  /** Reads again, unless the server refused for good, or nobody sees the page. */
  #resume(row: RowView): void {
    this.#alarm.stop();
    if (!this.#signals.hidden() && (this.problem?.retryable ?? true)) void this.#read(row);
  }

  protected override render(): TemplateResult {
    const { own, row, entries } = this;
    return html`
      <dialog aria-labelledby="title" @close=${() => this.#closed()}>
        <form method="dialog" class="head">
          <h2 id="title">${say(own, own.story, { name: row?.file.name ?? '' })}</h2>
          <button class="plain" autofocus>${own.close}</button>
        </form>
        <p class="hint" role="status">${row ? this.#status() : nothing}</p>
        ${
          row && entries?.length
            ? html`<ol>${entries.map((entry) => this.#line(entry, row))}</ol>`
            : nothing
        }
      </dialog>
    `;
  }

  #status(): string | typeof nothing {
    const { own, entries, problem } = this;
    if (problem) return refusalText(problem, own);
    if (entries === null) return own.checking;
    return entries.length === 0 ? own.noStory : nothing;
  }

  #line(entry: StoryEntry, row: RowView): TemplateResult {
    const { own } = this;
    const time = (at: number) => momentOf(own.language).format(at);
    const label = row.file.stages.find(({ name }) => name === entry.stage)?.label;
    const known = Object.hasOwn(own.happened, entry.what) ? own.happened[entry.what] : null;
    const text = say(own, known ?? entry.what, {
      stage: label ?? entry.stage ?? '–',
      attempt: entry.attempt ?? '–',
      time: entry.retryAt === null ? '–' : time(entry.retryAt),
    });
    return html`
      <li data-what=${entry.what}>
        <time datetime=${new Date(entry.at).toISOString()}>${time(entry.at)}</time>
        <div>
          <span class="what">${text}</span>
          ${entry.message === null ? nothing : html`<bdi>${entry.message}</bdi>`}
          ${entry.code === null ? nothing : html`<code>${entry.code}</code>`}
        </div>
      </li>
    `;
  }
}
