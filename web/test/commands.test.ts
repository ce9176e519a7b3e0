/* SPDX-License-Identifier: MIT
 *
 * Commands survive a broken connection, and each is repeated until it is answered.
 */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CommandQueue } from '../src/server/commands.js';
import { ID } from './samples.js';

const UPLOAD = `http://localhost/uploads/${ID}.${ID}`;
const offline = () => Promise.reject(new TypeError('no network'));
const status = (code: number) => async () => new Response(null, { status: code });

let asked: string[];
let answers: (() => Promise<Response>)[];
let progressUrl: string | null;
let commands: CommandQueue;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  answers = [];
  progressUrl = 'http://localhost/progress/';
  vi.stubGlobal('fetch', (url: URL) => {
    asked.push(url.pathname);
    return (answers.shift() ?? status(204))();
  });
  commands = new CommandQueue({ progressUrl: () => progressUrl, random: () => 0.5 });
});

afterEach(() => {
  commands.dispose();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it('is said once where the server answers, whatever it answers', async () => {
  answers = [status(409)];
  commands.give(UPLOAD, 'cancel');
  await pass(600_000);
  expect(asked).toEqual([`/progress/${ID}.${ID}/cancel`]);
});

it('is said again while nobody answers, and the next one after it', async () => {
  answers = [offline, status(503), status(423)];
  commands.give(UPLOAD, 'retry');
  commands.give(UPLOAD, 'cancel');
  await pass(60_000);
  const [retry, cancel] = ['retry', 'cancel'].map((what) => `/progress/${ID}.${ID}/${what}`);
  expect(asked).toEqual([retry, retry, retry, retry, cancel]);
});

it('is said at once when the server is heard of again', async () => {
  answers = [offline];
  commands.give(UPLOAD, 'cancel');
  await pass(0);
  commands.nudge();
  await pass(0);
  expect(asked).toHaveLength(2);
});

it('waits for the server to say where to ask', async () => {
  progressUrl = null;
  commands.give(UPLOAD, 'cancel');
  await pass(60_000);
  expect(asked).toEqual([]);
  progressUrl = 'http://localhost/progress/';
  await pass(60_000);
  expect(asked).toHaveLength(1);
});

it('is given up where the server keeps failing', async () => {
  answers = Array.from({ length: 100 }, () => status(500));
  commands.give(UPLOAD, 'cancel');
  await pass(3_600_000);
  expect(asked).toHaveLength(13);
});
