/* SPDX-License-Identifier: MIT
 *
 * What the form around a list of uploads submits, and when it is not allowed to.
 */
import { describe, expect, it } from 'vitest';
import type { Upload } from '../src/client/upload.js';
import GERMAN from '../src/languages/de.js';
import { idsIn, type ListedPhase, shareOf } from '../src/ui/form-share.js';
import { ENGLISH, type Phase, type Words } from '../src/view/words.js';
import { documentOf, ID } from './samples.js';

const OTHER = 'f'.repeat(32);

function listed(phase: Phase, change: Partial<Upload> = {}): ListedPhase {
  const source = { name: 'a', size: 1, file: null };
  const upload = { id: ID, source, document: null, isUnknown: false, ...change };
  return { phase, upload: upload as Upload };
}

function reason(phases: readonly Phase[], isRequired = false): string | null {
  const { problem } = shareOf(
    phases.map((phase) => listed(phase)),
    isRequired,
    ENGLISH,
  );
  return problem && `${problem.flag}: ${problem.message}`;
}

describe('what is submitted', () => {
  it('is the id of each upload whose bytes are stored, in the order of the list', () => {
    const whole = (['received', 'processing', 'done'] as const).map((phase, i) =>
      listed(phase, { id: String(i) }),
    );
    const others = (
      ['waiting', 'starting', 'uploading', 'paused', 'retrying', 'failed', 'expired'] as const
    ).map((phase) => listed(phase));
    expect(shareOf([...others, ...whole], false, ENGLISH).ids).toEqual(['0', '1', '2']);
  });

  it('has the ids that the page gave before the server has told of them, unless it has none', () => {
    const source = { name: '', size: 0, file: null, isFollowed: true };
    const ids = (change: Partial<Upload>) =>
      shareOf([listed('paused', { source, ...change })], true, ENGLISH).ids;
    expect(ids({})).toEqual([ID]);
    expect(ids({ isUnknown: true })).toEqual([]);
    expect(ids({ document: documentOf({ state: 'uploading' }) })).toEqual([]);
  });
});

describe('a form cannot be submitted', () => {
  it('with an upload that failed, but with one that this page may not watch', () => {
    const source = { name: '', size: 0, file: null, isFollowed: true };
    const share = (change: Partial<Upload>) =>
      shareOf([listed('failed', { source, ...change })], true, ENGLISH);
    expect(share({})).toMatchObject({ ids: [ID], problem: null });
    expect(share({ isUnknown: true })).toMatchObject({ ids: [], problem: expect.anything() });
  });

  it('without a file where one is required; a cancelled one is none', () => {
    expect(reason([])).toBeNull();
    expect(reason(['cancelled'])).toBeNull();
    expect(reason([], true)).toBe('valueMissing: Choose a file.');
    expect(reason(['cancelled'], true)).toBe('valueMissing: Choose a file.');
    expect(reason(['done', 'cancelled'], true)).toBeNull();
  });

  it('while a file that was chosen is not whole, required or not', () => {
    for (const phase of ['waiting', 'starting', 'uploading', 'paused', 'retrying'] as const) {
      expect(reason(['done', phase])).toBe('customError: Not every file is uploaded yet.');
    }
  });

  it('with a file that failed', () => {
    for (const phase of ['failed', 'expired'] as const) {
      expect(reason(['uploading', phase])).toMatch(/^customError: A file could not be uploaded/);
    }
  });

  it('in the words of its language', () => {
    expect(shareOf([], true, { ...ENGLISH, ...GERMAN } as Words).problem?.message).toBe(
      'Bitte eine Datei auswählen.',
    );
  });
});

describe('a value', () => {
  it('is ids, separated by blanks or in an array; what is none is left out', () => {
    expect(idsIn(` ${ID}\n ${OTHER}.${ID} `)).toEqual([ID, `${OTHER}.${ID}`]);
    expect(idsIn([ID, '//elsewhere/', 'A'.repeat(32), `${ID}/../x`])).toEqual([ID]);
    expect(['', null, undefined].map(idsIn)).toEqual([[], [], []]);
  });
});
