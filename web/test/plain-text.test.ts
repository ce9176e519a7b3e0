/* SPDX-License-Identifier: MIT
 *
 * Foreign text does no harm where it is shown.
 */
import { expect, it } from 'vitest';
import { plainText } from '../src/base/plain-text.js';
import { viewRow } from '../src/dashboard/row-view.js';
import { DASHBOARD_ENGLISH } from '../src/dashboard/words.js';
import { viewFile } from '../src/view/file-view.js';
import { ENGLISH } from '../src/view/words.js';
import { documentOf, stageOf, transferOf } from './samples.js';

it.each([
  ['holiday\u202egpj.exe', 'holiday\ufffdgpj.exe'],
  ['a\u2066b\u2069c\u202ad', 'a\ufffdb\ufffdc\ufffdd'],
  ['\u200eשלום\u200f.txt\u061c', 'שלום.txt'],
  ['two\nlines\u0000\u0085\u2028end', 'two lines end'],
  ['می\u200cخواهم 👨\u200d👩\u200d👧.png', 'می\u200cخواهم 👨\u200d👩\u200d👧.png'],
])('%j is shown as %j', (text, shown) => {
  expect(plainText(text)).toBe(shown);
});

it('the dashboard shows a name as it is', () => {
  const document = documentOf({ name: 'x\u202ey' });
  const row = { id: document.id, entry: { document, presence: 'known' }, document } as const;
  expect(viewRow(row, ENGLISH, DASHBOARD_ENGLISH).file.name).toBe('x\ufffdy');
});

it('nothing of a row turns what stands beside it', () => {
  const evil = 'x\u202ey';
  const stages = [stageOf({ state: 'running', label: evil, message: evil })];
  const facts = {
    name: evil,
    size: 1000,
    transfer: transferOf({}),
    heardAt: null,
    isUnknown: false,
    waitingBefore: 0,
    hasFile: true,
    now: 0,
  };
  const error = { code: 'x', message: evil, stage: null, retryable: false };
  for (const change of [
    { state: 'processing', stages, message: evil },
    { state: 'failed', error },
    { state: 'done', result: { note: evil } },
  ] as const) {
    const view = viewFile({ ...facts, document: documentOf(change) });
    expect(JSON.stringify(view)).not.toContain('\u202e');
  }
});
