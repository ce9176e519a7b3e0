/* SPDX-License-Identifier: MIT
 *
 * @vitest-environment-options {"settings":{"enableIframePageLoading":true}}
 *
 * The script of the plain form: when it asks for the progress, and when it stops.
 */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeXhr } from './fake-xhr.js';

const SCRIPT = '../pages/legacy.js';
const MINUTE = 60_000;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('XMLHttpRequest', FakeXhr);
  // The simulated browser loads no frames, and says so.
  vi.spyOn(console, 'error').mockReturnValue();
  FakeXhr.sent = [];
  document.body.innerHTML = '<form action="/uploads/"></form>';
  vi.resetModules();
  await import(/* @vite-ignore */ SCRIPT);
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function submit(): void {
  document.querySelector('form')?.dispatchEvent(new Event('submit'));
}

/** Answers the request that is open; there is only one. */
function answer(state: string, received = 0, status = 200): void {
  const [request, ...others] = FakeXhr.open;
  expect(others).toEqual([]);
  request?.answer(status, { body: JSON.stringify({ state, received, size: 100, status: 413 }) });
}

function shown(): string | null | undefined {
  return document.querySelector('[role=status]')?.textContent;
}

it('asks again once it has its answer, until the upload is over', () => {
  submit();
  vi.advanceTimersByTime(5000);
  expect(FakeXhr.sent, 'while the answer is on its way').toHaveLength(1);
  answer('uploading', 45);
  expect(shown()).toBe('45 percent');
  vi.advanceTimersByTime(1000);
  answer('done');
  expect(shown()).toBe('Done');
  vi.advanceTimersByTime(MINUTE);
  expect(FakeXhr.sent).toHaveLength(2);
});

it('asks again after an answer that says nothing', () => {
  submit();
  vi.advanceTimersByTime(1000);
  FakeXhr.open[0]?.break();
  vi.advanceTimersByTime(1000);
  FakeXhr.open[0]?.answer(200, { body: '<html>' });
  vi.advanceTimersByTime(1000);
  answer('error');
  expect(shown()).toBe('Failed: 413');
});

it('stops asking where the server never knows the upload', () => {
  submit();
  for (let second = 0; second < 100; second++) {
    vi.advanceTimersByTime(1000);
    if (FakeXhr.open.length > 0) answer('starting');
  }
  expect(FakeXhr.sent).toHaveLength(60);
  expect(shown()).toBe('The server does not tell the progress');
});

it('shows nothing of an earlier upload', () => {
  submit();
  vi.advanceTimersByTime(1000);
  const [earlier] = FakeXhr.open;
  submit();
  earlier?.answer(200, { body: JSON.stringify({ state: 'done' }) });
  expect(shown()).toBe('Sending');
  vi.advanceTimersByTime(1000);
  answer('uploading', 7);
  expect(shown()).toBe('7 percent');
});
