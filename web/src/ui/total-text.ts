/* SPDX-License-Identifier: MIT
 *
 * All files of a list as a sentence: how many are done, of how many, and their bytes.
 */
import { partOf, say } from '../view/say.js';
import type { Words } from '../view/words.js';
import type { Overview } from './overview.js';

export function totalText(overview: Overview, words: Words): string {
  const done = overview.countOf('done');
  const part = partOf(overview.confirmed, overview.size, words);
  return say(words, words.total, { done, all: overview.count, part }, done);
}
