/* SPDX-License-Identifier: MIT
 *
 * Names of files in a sentence: the first few, and how many there are beside them.
 */
import { plainText } from '../base/plain-text.js';
import { formatNumber } from './format.js';
import { say } from './say.js';
import type { Words } from './words.js';

/** So many names are shown. */
const NAMES_SHOWN = 5;

/** "a.txt, b.txt", as the language joins them; empty without names. */
export function nameList(names: readonly string[], words: Words): string {
  const items = names.slice(0, NAMES_SHOWN).map(plainText);
  const rest = names.length - NAMES_SHOWN;
  if (rest > 0) items.push(`… (+${formatNumber(rest, words.language)})`);
  const [start = '', ...others] = items;
  return others.reduce((first, second) => say(words, words.list, { first, second }), start);
}
