/* SPDX-License-Identifier: MIT
 *
 * What a screen reader says about a list.
 */
import { describe, expect, it, vi } from 'vitest';
import type { Upload } from '../src/client/upload.js';
import type { ListViews } from '../src/ui/list-views.js';
import { type Overview, overviewOf } from '../src/ui/overview.js';
import { spokenNews } from '../src/ui/spoken.js';
import type { FileView } from '../src/view/file-view.js';
import { ENGLISH } from '../src/view/words.js';
import { transferOf } from './samples.js';

function listOf(count: number, state: 'waiting' | 'failed'): Upload[] {
  return Array.from({ length: count }, (_, key) => {
    const source = { name: `file ${key}`, size: 10, file: new File([], 'a') };
    const transfer = transferOf({ state, url: null });
    return { key, source, file: source.file, document: null, transfer } as unknown as Upload;
  });
}

/** What is said after an update, and how many views it takes. */
function hear(uploads: Upload[], before: Overview | null): [string | null, number] {
  const overview = overviewOf(uploads);
  const of = vi.fn(({ key, source: { name } }: Upload) => {
    const view = { name, phase: overview.phases.get(key), headline: 'Failed', problem: null };
    return view as unknown as FileView;
  });
  const views = { overview, of, before: () => undefined } as unknown as ListViews;
  return [spokenNews(uploads, views, before, ENGLISH), of.mock.calls.length];
}

describe('what is said of many files', () => {
  it('is the last failure of an update, whose view alone is made', () => {
    const before = overviewOf(listOf(1_000, 'waiting'));
    const failed = listOf(1_000, 'failed');
    expect(hear(failed, before)).toEqual(['file 999: Failed', 1]);
    expect(hear(failed, overviewOf(failed))).toEqual([null, 0]);
  });

  it('is each of a few', () => {
    const before = overviewOf(listOf(3, 'waiting'));
    expect(hear(listOf(3, 'failed'), before)).toEqual(['file 2: Failed', 3]);
  });
});
