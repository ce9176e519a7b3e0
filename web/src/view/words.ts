/* SPDX-License-Identifier: MIT
 *
 * The texts for visitors, by the language of the page.
 */
import { ENGLISH } from '../languages/en.js';
import type { Translation, Words } from '../languages/words.js';
import { Tables } from './tables.js';

export { ENGLISH } from '../languages/en.js';
export type {
  Action,
  BulkAction,
  Counted,
  FormReason,
  Phase,
  ProblemWords,
  RefusalReason,
  Translation,
  Words,
} from '../languages/words.js';

/** The texts of the elements. Each file is one that a page loads only when it needs it. */
export const WORDS = new Tables<Words>(ENGLISH, {
  ar: () => import('../languages/ar.js'),
  de: () => import('../languages/de.js'),
  es: () => import('../languages/es.js'),
  fr: () => import('../languages/fr.js'),
  he: () => import('../languages/he.js'),
  it: () => import('../languages/it.js'),
  ja: () => import('../languages/ja.js'),
  nl: () => import('../languages/nl.js'),
  pl: () => import('../languages/pl.js'),
  pt: () => import('../languages/pt.js'),
  sv: () => import('../languages/sv.js'),
  tr: () => import('../languages/tr.js'),
  uk: () => import('../languages/uk.js'),
  zh: () => import('../languages/zh.js'),
});

/** Sets the words for a language ("de"). The elements choose by the nearest lang attribute. */
export function addWords(language: string, words: Translation<Words>): void {
  WORDS.add(language, words);
}

/** The words for an element's language, by the nearest lang attribute; English by default. */
export function wordsFor(element: Element): Words {
  return WORDS.find(languageOf(element));
}

/** The language of an element, such as "de" or "pt-BR"; "" where there is none. */
export function languageOf(element: Element): string {
  return languageSource(element)?.getAttribute('lang') ?? '';
}

/** The nearest element that says the language, also outside of the shadow that the element is in. */
export function languageSource(element: Element): Element | null {
  const source = element.closest('[lang]');
  const root = element.getRootNode();
  return source ?? (root instanceof ShadowRoot ? languageSource(root.host) : null);
}
