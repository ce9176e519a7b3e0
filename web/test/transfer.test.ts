/* SPDX-License-Identifier: MIT
 *
 * The transfer: it keeps confirmed bytes apart from sent ones, retries by itself, and tells where
 * it resumed.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { localProblem, NETWORK_PROBLEM, type Problem, readProblem } from '../src/server/problem.js';
import type { Sender, SenderEvents } from '../src/transfer/sender.js';
import { isUntold, TransferControl } from '../src/transfer/transfer.js';
import { FakePage } from './play.js';

class FakeSender implements Sender {
  readonly calls: string[] = [];
  discardWorks = true;

  start(): void {
    this.calls.push('start');
  }

  stop(): void {
    this.calls.push('stop');
  }

  async discard(): Promise<void> {
    this.calls.push('discard');
    if (!this.discardWorks) throw new Error('no');
  }
}

let page: FakePage;
let sender: FakeSender;
let events: SenderEvents;
let control: TransferControl;

beforeEach(() => {
  vi.useFakeTimers();
  page = new FakePage();
  sender = new FakeSender();
  control = new TransferControl({
    makeSender: (given) => {
      events = given;
      return sender;
    },
    signals: page,
    random: () => 0.5,
    changed: () => undefined,
  });
});

afterEach(() => {
  control.dispose();
  vi.useRealTimers();
});

const BUSY: Problem = readProblem({ status: 503, body: '{"code":"busy"}', retryAfter: '5' });

describe('a smooth transfer', () => {
  it('counts confirmed and sent bytes apart', () => {
    control.start();
    events.located('http://localhost/u');
    events.sent(500);
    events.confirmed(200);
    control.serverHas(300);
    expect(control.transfer).toMatchObject({ state: 'sending', confirmed: 300, sent: 500 });
    events.complete();
    expect(control.transfer.state).toBe('complete');
  });

  it('never lets the count fall while nothing broke', () => {
    control.start();
    events.confirmed(300);
    events.confirmed(200);
    control.serverHas(100);
    expect(control.transfer.confirmed).toBe(300);
  });

  it('says where an earlier visit is gone on from', () => {
    control.start();
    events.confirmed(400);
    expect(control.transfer).toMatchObject({ confirmed: 400, sent: 400, resumedFrom: 400 });
  });
});

describe('what was begun before', () => {
  it('is gone on with from there', () => {
    control.takeOver({ ...control.transfer, url: 'http://localhost/u', confirmed: 400 });
    control.start();
    expect(control.transfer).toMatchObject({ confirmed: 400, url: 'http://localhost/u' });
    events.located('http://localhost/u');
    events.confirmed(450);
    expect(control.transfer).toMatchObject({ confirmed: 450, resumedFrom: 450 });
  });

  it('is unknown until the server has told, even that nothing is there', () => {
    expect(isUntold(control.transfer)).toBe(false);
    control.takeOver({ ...control.transfer, url: 'http://localhost/u' });
    control.start();
    events.located('http://localhost/u');
    expect(isUntold(control.transfer)).toBe(true);
    events.confirmed(0);
    expect(isUntold(control.transfer)).toBe(false);
    control.pause();
    control.start();
    expect(isUntold(control.transfer)).toBe(false);
  });

  it('is unknown too where the sender finds it', () => {
    control.start();
    events.located('http://localhost/u', true);
    expect(isUntold(control.transfer)).toBe(true);
    events.confirmed(300);
    expect(control.transfer).toMatchObject({ confirmed: 300, resumedFrom: 300 });
    expect(isUntold(control.transfer)).toBe(false);
  });

  it('begins anew, and says so, where the server has lost it', () => {
    control.takeOver({ ...control.transfer, url: 'http://localhost/u', confirmed: 400 });
    control.start();
    events.located('http://localhost/v');
    expect(control.transfer).toMatchObject({ confirmed: 0, sent: 0, resumedFrom: 0 });
    events.sent(300);
    events.confirmed(100);
    expect(control.transfer).toMatchObject({ confirmed: 100, sent: 300, resumedFrom: 0 });
  });

  it('says nothing of a new beginning where nothing was lost', () => {
    control.start();
    events.stopped(NETWORK_PROBLEM);
    vi.advanceTimersByTime(10_000);
    events.confirmed(0);
    expect(control.transfer.resumedFrom).toBeNull();
  });
});

describe('a break', () => {
  it('is tried again after a while, from what the server has', () => {
    control.start();
    events.sent(900);
    control.serverHas(700);
    events.stopped(NETWORK_PROBLEM);
    expect(control.transfer).toMatchObject({ state: 'retrying', retryAt: Date.now() + 1_500 });
    vi.advanceTimersByTime(1_500);
    expect(sender.calls).toEqual(['start', 'start']);
    events.confirmed(650);
    expect(control.transfer).toMatchObject({ confirmed: 650, sent: 650, resumedFrom: 650 });
  });

  it('waits as long as the server asks', () => {
    control.start();
    events.stopped(BUSY);
    vi.advanceTimersByTime(5_999);
    expect(sender.calls).toEqual(['start']);
    vi.advanceTimersByTime(1);
    expect(sender.calls).toEqual(['start', 'start']);
  });

  it('waits five minutes where the server asks for a day, and says so', () => {
    control.start();
    events.stopped(readProblem({ status: 503, body: '', retryAfter: '86400' }));
    expect(control.transfer).toMatchObject({ state: 'retrying', retryAt: Date.now() + 301_000 });
    vi.advanceTimersByTime(300_999);
    expect(sender.calls).toEqual(['start']);
    vi.advanceTimersByTime(1);
    expect(sender.calls).toEqual(['start', 'start']);
  });

  it('ends at once when people try again, however long the server asked to wait', () => {
    control.start();
    events.stopped(readProblem({ status: 503, body: '', retryAfter: '86400' }));
    control.start();
    expect(control.transfer).toMatchObject({ state: 'sending', retryAt: null });
    vi.advanceTimersByTime(400_000);
    expect(sender.calls).toEqual(['start', 'start']);
  });

  it('waits for the browser to be on line, and then not a moment longer', () => {
    control.start();
    page.isOnline = false;
    events.stopped(NETWORK_PROBLEM);
    vi.advanceTimersByTime(600_000);
    expect(sender.calls).toEqual(['start']);
    expect(control.transfer).toMatchObject({ state: 'retrying', retryAt: null });
    page.send('online');
    expect(sender.calls).toEqual(['start', 'start']);
  });

  it('ends early when the server is heard of again, but not its refusal', () => {
    control.start();
    events.stopped(NETWORK_PROBLEM);
    control.nudge();
    expect(sender.calls).toEqual(['start', 'start']);
    events.stopped(BUSY);
    control.nudge();
    expect(sender.calls).toEqual(['start', 'start']);
  });

  it('for another window ends when that is done with it, not by news of the server', () => {
    control.start();
    events.stopped({ ...NETWORK_PROBLEM, code: 'other_window' });
    control.nudge();
    page.send('online');
    expect(sender.calls).toEqual(['start']);
    events.freed();
    expect(control.transfer).toMatchObject({ state: 'waiting', problem: null });
    control.start();
    expect(sender.calls).toEqual(['start', 'start']);
  });

  it('of the network is tried for ever, a refusal a dozen times', () => {
    control.start();
    for (let i = 0; i < 40; i++) {
      events.stopped(NETWORK_PROBLEM);
      vi.advanceTimersByTime(60_000);
    }
    expect(control.transfer.state).toBe('sending');
    events.confirmed(10);
    for (let i = 0; i < 13; i++) {
      events.stopped(readProblem({ status: 503, body: '', retryAfter: undefined }));
      vi.advanceTimersByTime(60_000);
    }
    expect(control.transfer.state).toBe('failed');
  });

  it('is tried as long as the server says when to come back, for an hour', () => {
    control.start();
    for (let minute = 0; minute < 59; minute++) {
      events.stopped(BUSY);
      vi.advanceTimersByTime(60_000);
      expect(control.transfer.state).toBe('sending');
    }
    events.confirmed(10);
    for (let minute = 0; minute < 60; minute++) {
      events.stopped(BUSY);
      vi.advanceTimersByTime(60_000);
      expect(control.transfer.state).toBe('sending');
    }
    events.stopped(BUSY);
    expect(control.transfer.state).toBe('failed');
  });

  it.each([-86_400_000, 86_400_000])('is tried for an hour of any clock (%d ms)', (by) => {
    control.start();
    for (let minute = 0; minute < 60; minute++) {
      if (minute === 30) vi.setSystemTime(Date.now() + by);
      events.stopped(BUSY);
      vi.advanceTimersByTime(60_000);
      expect(control.transfer.state).toBe('sending');
    }
    events.stopped(BUSY);
    expect(control.transfer.state).toBe('failed');
  });

  it('that will not pass is a failure at once', () => {
    control.start();
    events.stopped(
      readProblem({ status: 413, body: '{"code":"too_large"}', retryAfter: undefined }),
    );
    expect(control.transfer).toMatchObject({ state: 'failed', problem: { code: 'too_large' } });
  });
});

describe('what people do', () => {
  it('pauses and goes on', () => {
    control.start();
    control.serverHas(100);
    control.pause();
    expect(control.transfer.state).toBe('paused');
    events.sent(120);
    expect(control.transfer.sent).toBe(0);
    control.start();
    expect(sender.calls).toEqual(['start', 'stop', 'start']);
  });

  it('does not go on by itself after a pause', () => {
    control.start();
    events.stopped(NETWORK_PROBLEM);
    control.pause();
    vi.advanceTimersByTime(60_000);
    page.send('online');
    expect(sender.calls).toEqual(['start', 'stop']);
  });

  it('cancels, also when the server cannot be told', async () => {
    sender.discardWorks = false;
    control.start();
    expect(await control.cancel(), 'it was not told').toBe(false);
    expect(control.transfer.state).toBe('cancelled');
    control.start();
    expect(sender.calls).toEqual(['start', 'discard']);
  });
});

describe('problems', () => {
  it('knows what passes by itself', () => {
    const read = (status: number, body = '') =>
      readProblem({ status, body, retryAfter: undefined }).retryable;
    expect([500, 503, 507, 409, 423, 429].map((status) => read(status))).not.toContain(false);
    expect([400, 403, 404, 410, 413, 415].map((status) => read(status))).not.toContain(true);
    expect(read(400, '{"code":"interrupted"}')).toBe(true);
    expect(read(400, '{"code":"superseded"}')).toBe(false);
  });

  it('waits for seconds or until a date', () => {
    const read = (retryAfter: string) =>
      readProblem({ status: 429, body: '', retryAfter }).retryAfterMs;
    vi.setSystemTime(new Date('2026-01-01T00:00:00Z'));
    expect(read('7')).toBe(7_000);
    expect(read('Thu, 01 Jan 2026 00:00:30 GMT')).toBe(30_000);
    const past = 'Thu, 01 Jan 2025 00:00:30 GMT';
    for (const other of ['0', '-1', '1.5', 'soon', '', past]) expect(read(other), other).toBe(0);
  });

  it('waits for five minutes at most', () => {
    vi.setSystemTime(new Date('2026-01-01T00:00:00Z'));
    for (const long of ['301', '86400', '9'.repeat(400), 'Fri, 01 Jan 2027 00:00:00 GMT']) {
      const { retryAfterMs } = readProblem({ status: 429, body: '', retryAfter: long });
      expect(retryAfterMs, long).toBe(300_000);
    }
  });

  it('takes the sentence that the server gave', () => {
    const body = '{"code":"x","title":"No","detail":"Not today"}';
    expect(readProblem({ status: 400, body, retryAfter: '2' })).toEqual({
      code: 'x',
      status: 400,
      detail: 'Not today',
      retryable: false,
      retryAfterMs: 2000,
    });
    expect(readProblem({ status: 502, body: '<html>', retryAfter: 'soon' })).toMatchObject({
      code: 'http',
      detail: null,
      retryAfterMs: 0,
    });
    expect(localProblem('a', 'b')).toMatchObject({ code: 'a', detail: 'b', retryable: false });
  });
});
