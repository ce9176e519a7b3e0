/* SPDX-License-Identifier: MIT
 *
 * From a text of a language to a sentence: the form for a count, and values in their places.
 */
import type { Counted } from '../languages/words.js';
import { formatNumber, formatPartAndWhole, memo } from './format.js';

export type Values = Readonly<Record<string, string | number>>;

/** What a sentence needs of the table that its text is from. */
interface InLanguage {
  readonly language: string;
}

const rulesOf = memo((language) => new Intl.PluralRules(language));

/** The sentence. `count` chooses the form of a text that has several. */
export function say(words: InLanguage, text: Counted, values: Values, count = 0): string {
  const { language } = words;
  const form =
    typeof text === 'string' ? text : (text[rulesOf(language).select(count)] ?? text.other);
  return form.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return isolate(typeof value === 'number' ? formatNumber(value, language) : value, language);
  });
}

/** "45 percent" */
export function spokenPercent(
  percent: number,
  words: InLanguage & { readonly percent: Counted },
): string {
  return say(words, words.percent, { percent }, percent);
}

/** "12.3 of 45 MB" */
export function partOf(
  part: number,
  whole: number,
  words: InLanguage & { readonly part: string },
): string {
  return say(words, words.part, { ...formatPartAndWhole(part, whole, words.language) });
}

/** Whether the language is written from right to left. */
export const isRightToLeft = memo((language) => {
  const { script } = new Intl.Locale(language).maximize();
  return script === 'Arab' || script === 'Hebr';
});

/** A name or a number from left to right must not change the order of the words around it. */
function isolate(value: string, language: string): string {
  return isRightToLeft(language) ? `\u2068${value}\u2069` : value;
}
