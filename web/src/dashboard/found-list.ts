/* SPDX-License-Identifier: MIT
 *
 * What the server lists for an administrator: the uploads that ended in the last day, or those that
 * have the words which were typed. It reads one page at a time, and again after an upload ended.
 */
import { Alarm } from '../base/alarm.js';
import { isRecord } from '../base/json.js';
import type { Problem } from '../server/problem.js';
import { type ProgressDocument, readDocument } from '../store/document.js';
import type { Answer } from './ask-server.js';

export interface FoundUpload {
  readonly owner: string | null;
  /** In ms since 1970; null: it has not ended, or long ago. */
  readonly endedAt: number | null;
  readonly document: ProgressDocument;
}

export interface FoundPage {
  readonly uploads: readonly FoundUpload[];
  /** The place of the next page; null: this is the last one. */
  readonly next: number | null;
}

export type AskForPage = (words: string, from: number) => Promise<Answer>;

const EMPTY: FoundPage = { uploads: [], next: null };
/** A person types on. */
const PAUSE_MS = 400;
/** Several uploads end together; where they end all the time, the list is read at this pace. */
const SOON_MS = 2_000;
const REFRESH_MS = 30_000;

/** Reads an answer; entries that are malformed are left out. */
export function readPage(value: unknown): FoundPage {
  if (!isRecord(value) || !Array.isArray(value.uploads)) return EMPTY;
  return {
    uploads: value.uploads.flatMap(readEntry),
    next: typeof value.next === 'number' ? value.next : null,
  };
}

function readEntry(value: unknown): FoundUpload[] {
  if (!isRecord(value)) return [];
  const document = readDocument(value.document);
  if (!document) return [];
  return [
    {
      owner: typeof value.owner === 'string' ? value.owner : null,
      endedAt: typeof value.ended_at === 'number' ? value.ended_at : null,
      document,
    },
  ];
}

export class FoundList {
  readonly #ask: AskForPage;
  readonly #changed: () => void;
  readonly #alarm = new Alarm();
  #words = '';
  #page = EMPTY;
  #pages = 0;
  #problem: Problem | null = null;
  /** Of the newest question: answers of earlier ones are dropped. */
  #turn = 0;
  #ended = 0;
  /** Whether the next reading is near: more ends do not put it off. */
  #isSoon = false;

  constructor(ask: AskForPage, changed: () => void) {
    this.#ask = ask;
    this.#changed = changed;
    void this.#read(0);
  }

  /** The words that were looked for; empty: what ended in the last day. */
  get words(): string {
    return this.#words;
  }

  get page(): FoundPage {
    return this.#page;
  }

  /** Why the newest question was not answered. */
  get problem(): Problem | null {
    return this.#problem;
  }

  /** Whether the server has answered once. */
  get isKnown(): boolean {
    return this.#pages > 0;
  }

  look(text: string): void {
    const words = text.trim();
    if (words === this.#words) return;
    this.#words = words;
    this.#page = { ...this.#page, next: null };
    this.#alarm.set(PAUSE_MS, () => void this.#read(0));
  }

  /**
   * Reads again soon after the number of ended uploads, which the relay tells, has changed. A search
   * costs the server more: it is repeated at its own pace.
   */
  heed(ended: number): void {
    if (ended === this.#ended) return;
    this.#ended = ended;
    if (this.#pages > 1 || this.#words !== '' || this.#isSoon) return;
    this.#isSoon = true;
    this.#alarm.set(SOON_MS, () => void this.#read(0));
  }

  more(): void {
    if (this.#page.next !== null) void this.#read(this.#page.next);
  }

  dispose(): void {
    this.#turn = -1;
    this.#alarm.stop();
  }

  async #read(from: number): Promise<void> {
    const turn = ++this.#turn;
    this.#isSoon = false;
    const { problem, value } = await this.#ask(this.#words, from);
    if (turn !== this.#turn) return;
    this.#problem = problem;
    if (!problem) this.#take(readPage(value), from);
    // A list of several pages stands still: somebody reads it.
    this.#alarm.set(REFRESH_MS, () => {
      if (this.#pages <= 1) void this.#read(0);
    });
    this.#changed();
  }

  #take(page: FoundPage, from: number): void {
    if (from === 0) {
      this.#page = page;
      this.#pages = 1;
      return;
    }
    // An upload that ended meanwhile moved the others to later places.
    const known = new Set(this.#page.uploads.map(({ document }) => document.id));
    const added = page.uploads.filter(({ document }) => !known.has(document.id));
    this.#page = { uploads: [...this.#page.uploads, ...added], next: page.next };
    this.#pages++;
  }
}
