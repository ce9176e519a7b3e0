/* SPDX-License-Identifier: MIT
 *
 * The view of a file in each state of its transfer and its document.
 */
import { describe, expect, it } from 'vitest';
import { NETWORK_PROBLEM, readProblem } from '../src/server/problem.js';
import { announcement } from '../src/view/announcement.js';
import type { FileFacts } from '../src/view/file-facts.js';
import { viewFile } from '../src/view/file-view.js';
import { ENGLISH, type Words } from '../src/view/words.js';
import { documentOf, stageOf, transferOf } from './samples.js';

const NOW = 1_000_000;
const SIZE = 100_000_000;

function facts(change: Partial<FileFacts>): FileFacts {
  return {
    name: 'a.bin',
    size: SIZE,
    transfer: transferOf({}),
    document: null,
    heardAt: null,
    isUnknown: false,
    waitingBefore: 0,
    hasFile: true,
    now: NOW,
    ...change,
  };
}

describe('before and during the transfer', () => {
  it('a waiting file has its size and its place', () => {
    const view = viewFile(
      facts({ transfer: transferOf({ state: 'waiting', url: null }), waitingBefore: 2 }),
    );
    expect(view.phase).toBe('waiting');
    expect(view.figures).toEqual(['100 MB', 'number 3 in the queue']);
    expect(view.actions).toEqual(['start', 'rename', 'remove']);
  });

  it('of another client can be removed from a list, and not cancelled', () => {
    const followed = { hasFile: false, isFollowed: true, transfer: transferOf({ url: null }) };
    const actions = (isListed: boolean, state: 'processing' | 'done') =>
      viewFile(facts({ ...followed, isListed, document: documentOf({ state }) })).actions;
    expect(actions(false, 'done')).toEqual([]);
    expect(actions(true, 'done')).toEqual(['remove']);
    expect(actions(true, 'processing')).toEqual(['remove']);
  });

  it('that the server no longer has is told so where its file is missing', () => {
    const gone = {
      loss: 'gone' as const,
      isUnknown: true,
      hasFile: false,
      transfer: transferOf({ state: 'paused' }),
    };
    const view = viewFile(facts(gone));
    expect([view.phase, view.problem]).toEqual(['failed', ENGLISH.problem.gone]);
    expect(view.actions).toEqual(['remove']);
    const listed = viewFile(facts({ ...gone, size: 0, isFollowed: true, isListed: true }));
    expect([listed.phase, listed.figures, listed.note]).toEqual(['failed', [], null]);
    expect(listed.actions).toEqual(['remove']);
    const refused = viewFile(facts({ ...gone, loss: 'forbidden', isFollowed: true }));
    expect([refused.phase, refused.problem]).toEqual(['failed', ENGLISH.problem.forbidden]);
    expect([refused.percent, refused.confirmed, refused.spoken]).toEqual([null, 0, 'Failed']);
    const expired = { ...gone, document: documentOf({ state: 'expired' }) };
    expect(viewFile(facts(expired)).problem).toBe(ENGLISH.problem.expired);
    // What is new it may not know yet.
    expect(viewFile(facts({ loss: 'gone', isUnknown: true })).phase).toBe('uploading');
    expect(viewFile(facts({ ...gone, document: documentOf({ state: 'done' }) })).phase).toBe(
      'done',
    );
  });

  it('that another window sends waits for it, and is not deleted there', () => {
    const problem = { ...NETWORK_PROBLEM, code: 'other_window' };
    const transfer = transferOf({ state: 'retrying', problem, confirmed: 25_000_000 });
    const view = viewFile(facts({ transfer, document: documentOf({}) }));
    expect([view.phase, view.note, view.problem]).toEqual(['waiting', ENGLISH.otherWindow, null]);
    expect([view.percent, view.figures, view.actions]).toEqual([25, ['25 of 100 MB'], ['remove']]);
    const paused = viewFile(facts({ transfer: { ...transfer, state: 'paused' } }));
    expect([paused.phase, paused.note, paused.actions]).toEqual([
      'waiting',
      null,
      ['start', 'remove'],
    ]);
    const done = viewFile(facts({ transfer, document: documentOf({ state: 'done' }) }));
    expect(done.phase).toBe('done');
  });

  it('fills the bar with confirmed bytes, and the lighter one with sent bytes', () => {
    const view = viewFile(
      facts({ transfer: transferOf({ confirmed: 25_000_000, sent: 60_000_000 }) }),
    );
    expect(view).toMatchObject({ phase: 'uploading', confirmed: 0.25, sent: 0.6, percent: 25 });
    expect(view.spoken).toBe('Uploading: 25 percent, 25 of 100 MB');
  });

  it('takes the speed from fresh news, else from what was sent', () => {
    const transfer = transferOf({ confirmed: SIZE / 2, rate: 1e6, startedAt: NOW - 9_000 });
    const document = documentOf({ rate: 5e6, transfer: 'active' });
    expect(viewFile(facts({ transfer, document, heardAt: NOW - 500 })).figures).toEqual([
      '50 of 100 MB',
      '5 MB/s',
      '10 sec left',
    ]);
    expect(viewFile(facts({ transfer, document, heardAt: NOW - 5_000 })).figures).toContain(
      '50 sec left',
    );
  });

  it('does not guess the time left in the first 3 s', () => {
    const startedAt = NOW - 2_000;
    const transfer = transferOf({ rate: 1e6, startedAt, confirmedAt: startedAt });
    expect(viewFile(facts({ transfer })).figures).toEqual(['0 of 100 MB', '1 MB/s']);
  });

  it('says when everything is sent but not yet stored', () => {
    const transfer = transferOf({ confirmed: 40_000_000, sent: SIZE });
    const view = viewFile(facts({ transfer }));
    expect(view.percent).toBe(40);
    expect(view.note).toMatch(/storing the rest/);
  });

  it('does not pose as fresh when the news are old or the record is missing', () => {
    const transfer = transferOf({ confirmed: 40_000_000, sent: 60_000_000 });
    const document = documentOf({});
    const old = viewFile(facts({ transfer, document, heardAt: NOW - 12_000 }));
    expect(old.note).toMatch(/came 12 seconds ago/);
    const lost = viewFile(facts({ transfer, document, heardAt: NOW, isUnknown: true }));
    expect(lost.note).toMatch(/restoring the state/);
    expect(viewFile(facts({ transfer, document, heardAt: NOW })).note).toBeNull();
  });

  it('is not at 100 before the last byte', () => {
    expect(viewFile(facts({ transfer: transferOf({ confirmed: SIZE - 1 }) })).percent).toBe(99);
  });

  it('keeps what it has while paused', () => {
    const view = viewFile(facts({ transfer: transferOf({ state: 'paused', confirmed: 12e6 }) }));
    expect(view.note).toBe('12 MB stored; the upload resumes from there');
    expect(view.actions).toEqual(['resume', 'cancel']);
  });

  it('counts down to the next try', () => {
    const view = viewFile(
      facts({
        transfer: transferOf({
          state: 'retrying',
          problem: NETWORK_PROBLEM,
          retryAt: NOW + 3_200,
        }),
      }),
    );
    expect(view.note).toMatch(/in 4 s/);
    expect(view.problem).toMatch(/connection/);
    expect(view.actions).toEqual(['retryNow', 'cancel']);
  });

  it('says how long a long wait is, and lets people end it', () => {
    const problem = readProblem({ status: 503, body: '', retryAfter: '86400' });
    const view = viewFile(
      facts({ transfer: transferOf({ state: 'retrying', problem, retryAt: NOW + 299_500 }) }),
    );
    expect(view.note).toMatch(/in 5 minutes\./);
    expect(view.problem).not.toBeNull();
    expect(view.actions).toEqual(['retryNow', 'cancel']);
  });
});

describe('after the transfer', () => {
  const complete = transferOf({ state: 'complete', confirmed: SIZE, sent: SIZE });

  it('shows the steps from the start and counts them while they run', () => {
    const document = documentOf({
      state: 'processing',
      message: 'Checksum: 3 of 9 MB',
      stages: [
        stageOf({ state: 'done', started_at: 0, ended_at: 2_000 }),
        stageOf({ name: 'scan', label: 'Virus scan', state: 'running', progress: 42 }),
      ],
    });
    const view = viewFile(facts({ transfer: complete, document }));
    expect(view.headline).toBe('Processing, step 2 of 2');
    expect(view.note).toBe('Checksum: 3 of 9 MB');
    expect(view.stages).toMatchObject([
      { state: 'done', percent: null, took: '2 sec' },
      { state: 'running', percent: 42, label: 'Virus scan' },
    ]);
  });

  it('waits in peace when the server has no news yet', () => {
    const view = viewFile(facts({ transfer: complete }));
    expect(view.phase).toBe('received');
    expect(view.note).toMatch(/close this page/);
  });

  it('is done when the server says so, with the results', () => {
    const document = documentOf({
      state: 'done',
      created_at: 1_000,
      updated_at: 13_000,
      result: { sha256: 'abc', pages: 3, nested: {} },
    });
    const view = viewFile(facts({ transfer: transferOf({}), document }));
    expect(view).toMatchObject({ phase: 'done', percent: 100, figures: ['100 MB', 'in 12 sec'] });
    expect(view.result).toEqual([
      { key: 'sha256', label: 'SHA-256', value: 'abc' },
      { key: 'pages', label: 'pages', value: '3' },
    ]);
  });

  it('says for how long it is being processed, by the clock of the server', () => {
    const stages = [stageOf({ state: 'running', started_at: 1_000 })];
    const document = documentOf({ state: 'processing', updated_at: 5_000, stages });
    const view = viewFile(facts({ transfer: complete, document, heardAt: NOW - 2_000 }));
    expect(view.figures).toEqual(['100 MB', 'for 6 sec']);
  });

  it('has a link when it is done, and the id when it failed', () => {
    const link = 'http://localhost/progress/x';
    const done = viewFile(facts({ document: documentOf({ state: 'done' }), link }));
    expect(done.result).toEqual([{ key: 'link', label: 'Link', value: link }]);
    const error = { code: 'stage_failed', message: 'No', stage: 'scan', retryable: true };
    const failed = viewFile(facts({ document: documentOf({ state: 'failed', error }), link }));
    expect(failed.result).toMatchObject([{ key: 'id', label: 'Upload' }]);
    expect(failed.note).toMatch(/You do not need to send the file again/);
  });

  it('does not say 0 percent of what it has not heard of', () => {
    const transfer = transferOf({ state: 'paused' });
    const view = viewFile(facts({ transfer, document: null, hasFile: false }));
    expect(view).toMatchObject({ percent: null, spoken: 'Paused' });
    expect(viewFile(facts({ transfer, document: documentOf({}) })).percent).toBe(0);
    // The file was chosen again before the server said how much of it is there.
    const resumed = viewFile(facts({ transfer: transferOf({}), document: null }));
    expect(resumed).toMatchObject({ phase: 'uploading', percent: null, figures: ['100 MB'] });
    const problem = { ...NETWORK_PROBLEM, code: 'other_window' };
    const elsewhere = transferOf({ state: 'retrying', problem });
    const waiting = viewFile(facts({ transfer: elsewhere, document: null }));
    expect(waiting).toMatchObject({ phase: 'waiting', percent: null, figures: ['100 MB'] });
    const told = transferOf({ confirmedAt: NOW });
    expect(viewFile(facts({ transfer: told, document: null })).percent).toBe(0);
  });

  it('gives the reason of a failure', () => {
    const document = documentOf({
      state: 'failed',
      error: { code: 'stage_failed', message: 'A virus', stage: 'scan', retryable: false },
    });
    const view = viewFile(facts({ transfer: complete, document }));
    expect(view).toMatchObject({ phase: 'failed', problem: 'A virus' });
    expect(view.actions).toEqual(['again', 'remove']);
  });

  it('offers no second try for what is refused before sending', () => {
    const problem = { ...NETWORK_PROBLEM, code: 'too_large', retryable: false };
    const view = viewFile(facts({ transfer: transferOf({ state: 'failed', problem, url: null }) }));
    expect(view.actions).toEqual(['remove']);
    expect(view.problem).toMatch(/larger/);
  });

  it('gives the reason that the site has for refusing a file', () => {
    const body = '{"code":"refused","detail":"Only PDF files here"}';
    const problem = readProblem({ status: 403, body, retryAfter: undefined });
    const view = viewFile(facts({ transfer: transferOf({ state: 'failed', problem, url: null }) }));
    expect(view.problem).toBe('Only PDF files here');
  });
});

describe('what is spoken', () => {
  const at = (confirmed: number) => viewFile(facts({ transfer: transferOf({ confirmed }) }));

  it('is each phase and each quarter, and no more', () => {
    expect(announcement(undefined, at(0))).toBe('a.bin: Uploading');
    expect(announcement(at(0), at(24_000_000))).toBeNull();
    expect(announcement(at(24_000_000), at(26_000_000))).toBe('a.bin: 26 percent');
    expect(announcement(at(26_000_000), at(27_000_000))).toBeNull();
  });
});

describe('short texts beside each other', () => {
  it('are joined as the language does it', async () => {
    const { default: japanese } = await import('../src/languages/ja.js');
    const words = { ...ENGLISH, ...japanese } as Words;
    const stages = [stageOf({ state: 'running' }), stageOf({ name: 'scan' })];
    const document = documentOf({ state: 'processing', stages });
    expect(viewFile(facts({ document }), words).headline).toBe('処理中、ステップ 1 / 2');
    const transfer = transferOf({ state: 'paused', confirmed: 5e6 });
    const kept = documentOf({ expires_at: Date.UTC(2026, 0, 31) });
    expect(viewFile(facts({ transfer, document: kept }), words).note).toMatch(
      /^5 MB 保存済み。.*（2026\/01\/31 .* まで保管）$/,
    );
  });
});
