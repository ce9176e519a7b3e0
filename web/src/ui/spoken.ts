/* SPDX-License-Identifier: MIT
 *
 * What a screen reader says about the list after an update: the news of its files. Of many files it
 * says each tenth that is done, and each failure.
 */
import type { Upload } from '../client/upload.js';
import { announcement } from '../view/announcement.js';
import type { Words } from '../view/words.js';
import type { ListViews } from './list-views.js';
import { isMany, type Overview } from './overview.js';
import { totalText } from './total-text.js';

const TENTHS = 10;

/** The sentence; null where there is nothing new. `before` is null for the first update. */
export function spokenNews(
  uploads: readonly Upload[],
  views: ListViews,
  before: Overview | null,
  words: Words,
): string | null {
  const { overview } = views;
  const tellsEach = !isMany(overview);
  let news: string | null = null;
  // Thousands may fail at once, and only the last is said.
  let failed: Upload | null = null;
  for (const upload of uploads) {
    const phase = overview.phases.get(upload.key);
    const isNew = phase !== before?.phases.get(upload.key);
    if (!isNew && !(tellsEach && views.before(upload))) continue;
    if (tellsEach) news = announcement(views.before(upload), views.of(upload), words) ?? news;
    else if (phase === 'failed') failed = upload;
  }
  if (failed) news = announcement(views.before(failed), views.of(failed), words);
  return news ?? (tellsEach || !passedTenth(before, overview) ? null : totalText(overview, words));
}

function passedTenth(before: Overview | null, now: Overview): boolean {
  return tenthOf(now) > (before === null ? 0 : tenthOf(before));
}

function tenthOf(overview: Overview): number {
  return Math.floor((overview.countOf('done') * TENTHS) / overview.count);
}
