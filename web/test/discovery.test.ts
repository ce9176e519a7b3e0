/* SPDX-License-Identifier: MIT
 *
 * A server without capabilities: the page says what is wrong, and asks again after Retry-After or a
 * wait.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoadlineClient, LoadlineUpload } from '../src/index.js';
import { failedAnswer, readProblem } from '../src/server/problem.js';
import type { LoadlineFile } from '../src/ui/file.js';
import { FakePage } from './play.js';

let answers: (() => Response)[];
let asked: number;
let client: LoadlineClient;

beforeEach(() => {
  asked = 0;
  answers = [];
  vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z') });
  vi.stubGlobal('fetch', async () => {
    asked++;
    const answer = answers.shift();
    if (!answer) throw new TypeError('Failed to fetch');
    return answer();
  });
  client = new LoadlineClient({ signals: new FakePage(), random: () => 0 });
});

afterEach(() => {
  client.dispose();
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function add(): Promise<void> {
  client.add([new File(['abc'], 'a.txt')]);
  await vi.advanceTimersByTimeAsync(0);
}

function refusal(status: number, headers: Record<string, string> = {}, body = '<html>'): Response {
  return new Response(body, { status, headers });
}

describe('a server that is asked what it offers', () => {
  it.each([
    ['404', () => refusal(404), 'no_server', 404],
    ['500', () => refusal(500), 'server_failed', 500],
    ['401 of a front end', () => refusal(401), 'denied', 401],
    ['a page', () => new Response('<html>hello'), 'no_server', 0],
    ['a problem of its own', () => refusal(503, {}, '{"code":"busy"}'), 'busy', 503],
  ])('and answers %s: that is said', async (_what, answer, code, status) => {
    answers = [answer];
    await add();
    expect(client.problem).toMatchObject({ code, status });
    expect(client.health).toEqual({ state: 'refused' });
  });

  it('and cannot be reached: that is another matter', async () => {
    await add();
    expect(client.problem?.code).toBe('network');
    expect(client.health.state).toBe('offline');
  });

  it('is asked again, and the problem is over', async () => {
    answers = [() => refusal(404), () => Response.json({ live_url: null })];
    await add();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toBe(2);
    expect(client.problem).toBeNull();
  });

  it('is asked again when it says so, by its own clock', async () => {
    const headers = {
      Date: 'Thu, 01 Jan 2026 05:00:00 GMT',
      'Retry-After': 'Thu, 01 Jan 2026 05:00:20 GMT',
    };
    answers = [() => refusal(503, headers), () => Response.json({ live_url: null })];
    await add();
    await vi.advanceTimersByTimeAsync(19_999);
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toBe(2);
  });

  it('is asked again after five minutes where it asks for a day', async () => {
    const headers = { 'Retry-After': '86400' };
    answers = [() => refusal(503, headers), () => Response.json({ live_url: null })];
    await add();
    await vi.advanceTimersByTimeAsync(299_999);
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toBe(2);
  });

  it('is asked again at once when people want it', async () => {
    const headers = { 'Retry-After': '86400' };
    answers = [() => refusal(503, headers), () => Response.json({ live_url: null })];
    await add();
    client.reconnect();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toBe(2);
    expect(client.problem).toBeNull();
  });

  it('is not asked any more by a client that was disposed of', async () => {
    await add();
    client.dispose();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toBe(1);
  });
});

describe('what the page shows of it', () => {
  it('is at the files that wait', async () => {
    answers = [() => refusal(404)];
    const element = new LoadlineUpload();
    element.client = client;
    document.body.append(element);
    await add();
    await element.updateComplete;
    const file = element.renderRoot.querySelector<LoadlineFile>('loadline-file');
    await file?.updateComplete;
    expect(file?.renderRoot.querySelector('.problem')?.textContent).toBe(
      'There is no upload server at this address. (HTTP 404)',
    );
  });
});

describe('a field that says when to come back', () => {
  it('is compared with the clock of the server only where it is a date', () => {
    const asked: string[] = [];
    const read = (fields: Record<string, string>) =>
      readProblem(
        failedAnswer(503, '', (name) => {
          asked.push(name);
          return fields[name] ?? null;
        }),
      ).retryAfterMs;
    expect(read({ 'Retry-After': '7' })).toBe(7_000);
    expect(read({})).toBe(0);
    expect(asked).toEqual(['Retry-After', 'Retry-After']);
    expect(read({ 'Retry-After': 'Thu, 01 Jan 2026 00:00:30 GMT' })).toBe(30_000);
  });
});
