/* SPDX-License-Identifier: MIT
 *
 * The tables of one kind of texts, by language. English is there from the start; others come from
 * their files when a page needs them.
 */
import type { Translation } from '../languages/words.js';
import { memo } from './format.js';

type Table = { readonly language: string };

/** The files by language. A file has the table as its default export. */
export type LanguageFiles<T> = Readonly<
  Record<string, () => Promise<{ readonly default: Translation<T> }>>
>;

export class Tables<T extends Table> {
  readonly #english: T;
  readonly #files: LanguageFiles<T>;
  /** By language as its file or the page names it ("pt", "pt-BR"). */
  readonly #known = new Map<string, T>();
  /** Those of `#known` with the numbers of a region, by its tag. */
  readonly #regional = new Map<string, T>();
  readonly #loading = new Map<string, Promise<void>>();
  readonly #listeners = new Set<() => void>();

  constructor(english: T, files: LanguageFiles<T>) {
    this.#english = english;
    this.#files = files;
  }

  /** Adds or replaces a language, also where it shows; what the table lacks is English. */
  add(language: string, table: Translation<T>): void {
    this.#put(language, table);
    for (const listener of this.#listeners) listener();
  }

  /** Calls the listener after each `add`, until the function that is returned is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The table for a language tag ("de-CH"); English where there is none, or not yet. */
  find(tag: string): T {
    const known = this.#known.get(tag) ?? this.#regional.get(tag);
    if (known) return known;
    const language = baseOf(tag);
    const table = this.#known.get(language) ?? (language === 'en' ? this.#english : null);
    if (!table || !isTag(tag)) return this.#english;
    if (tag === table.language) return table;
    // Its texts, with the numbers of the region.
    const regional = { ...table, language: tag };
    this.#regional.set(tag, regional);
    return regional;
  }

  /** Whether there are texts in the language of the tag by now. */
  has(tag: string): boolean {
    return baseOf(tag) === 'en' || this.#known.has(tag) || this.#known.has(baseOf(tag));
  }

  /**
   * Loads the language of the tag. Settles when it is there, or when it is certain that it does not
   * come: the page stays English then.
   */
  load(tag: string): Promise<void> {
    const language = baseOf(tag);
    const file = this.has(tag) ? undefined : this.#files[language];
    if (!file) return Promise.resolve();
    const loading = this.#loading.get(language) ?? this.#take(language, file());
    this.#loading.set(language, loading);
    return loading;
  }

  #put(language: string, table: Translation<T>): void {
    this.#known.set(language, complete({ ...table, language }, this.#english));
    this.#regional.clear();
  }

  async #take(
    language: string,
    file: Promise<{ readonly default: Translation<T> }>,
  ): Promise<void> {
    try {
      const { default: table } = await file;
      // The page may have added its own meanwhile.
      if (!this.#known.has(language)) this.#put(language, table);
    } catch {
      // Without its file, or off line: English. The next element tries again.
      this.#loading.delete(language);
    }
  }
}

/** The language without its region ("pt"); with its script, where that is another ("zh-Hant"). */
const baseOf = memo((tag) => {
  const language = (tag.split('-')[0] ?? '').toLowerCase();
  if (!isTag(tag) || !isTag(language)) return language;
  const script = scriptOf(tag);
  return script === scriptOf(language) ? language : `${language}-${script}`;
});

/** As most readers of the language in the region write it: "Hant" of "zh-TW". */
function scriptOf(tag: string): string {
  return new Intl.Locale(tag).maximize().script ?? '';
}

/** Whether Intl accepts the tag. */
function isTag(tag: string): boolean {
  try {
    return new Intl.Locale(tag).language !== '';
  } catch {
    return false;
  }
}

/** The table, with English where it has no text. */
function complete<T extends Table>(table: Translation<T>, english: T): T {
  const whole: Record<string, unknown> = { ...english };
  for (const [key, value] of Object.entries(table as object)) {
    const fallback = whole[key];
    whole[key] = isGroup(value) && isGroup(fallback) ? { ...fallback, ...value } : value;
  }
  return whole as T;
}

/** Whether these are texts by name, not the forms of one text. */
function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Object.keys(value).every(isForm);
}

function isForm(name: string): boolean {
  return ['zero', 'one', 'two', 'few', 'many', 'other'].includes(name);
}
