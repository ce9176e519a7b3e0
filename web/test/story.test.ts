/* SPDX-License-Identifier: MIT
 *
 * The story of one upload on the dashboard: what is read of an answer, and what the panel shows.
 */
import { html, render } from 'lit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../src/dashboard/ask-server.js';
import { type RowView, viewRow } from '../src/dashboard/row-view.js';
import { readStory } from '../src/dashboard/story.js';
import { LoadlineStory } from '../src/dashboard/story-panel.js';
import { focusStory, uploadsTable } from '../src/dashboard/uploads-table.js';
import { DASHBOARD_ENGLISH } from '../src/dashboard/words.js';
import { NETWORK_PROBLEM } from '../src/server/problem.js';
import { ENGLISH } from '../src/view/words.js';
import { documentOf, stageOf } from './samples.js';

if (!customElements.get('loadline-story')) customElements.define('loadline-story', LoadlineStory);

const AT = Date.UTC(2026, 10, 29, 12, 0, 0);
const STORY = [
  { at: AT, what: 'created' },
  {
    at: AT + 1000,
    what: 'stage_postponed',
    stage: 'scan',
    attempt: 2,
    code: 'scanner_away',
    message: '<b>no light</b>',
    retry_at: AT + 5000,
  },
];

function rowOf(name = 'a.bin') {
  const document = documentOf({
    name,
    stages: [stageOf({ name: 'scan', label: 'Virus scan' })],
  });
  return viewRow(
    { id: document.id, document, entry: { presence: 'known', document } },
    ENGLISH,
    DASHBOARD_ENGLISH,
  );
}

let answer: Answer;
let asked: string[] = [];
let panel: LoadlineStory;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  answer = { problem: null, value: { story: STORY } };
  panel = document.createElement('loadline-story') as LoadlineStory;
  panel.ask = async (id) => {
    asked.push(id);
    return answer;
  };
  document.body.append(panel);
});

afterEach(() => {
  panel.remove();
  vi.useRealTimers();
});

async function opened(name?: string): Promise<ShadowRoot> {
  await panel.open(rowOf(name));
  await panel.updateComplete;
  return panel.renderRoot as ShadowRoot;
}

const textOf = (element: Element | null | undefined) =>
  element?.textContent?.replace(/\s+/g, ' ').trim();

describe('an answer', () => {
  it('has what can be read of it', () => {
    expect(readStory({ story: [...STORY, null, 7, { at: 'x', what: 'y' }, { at: 1 }] })).toEqual([
      {
        at: AT,
        what: 'created',
        stage: null,
        attempt: null,
        code: null,
        message: null,
        retryAt: null,
      },
      {
        at: AT + 1000,
        what: 'stage_postponed',
        stage: 'scan',
        attempt: 2,
        code: 'scanner_away',
        message: '<b>no light</b>',
        retryAt: AT + 5000,
      },
    ]);
    expect(readStory({ story: 'no' })).toEqual([]);
    expect(readStory(null)).toEqual([]);
  });
});

describe('the panel', () => {
  it('shows the other entries if one has a time that no calendar has', async () => {
    const postponed = { at: AT, what: 'stage_postponed', attempt: 1, retry_at: 8.65e15 };
    const impossible = [8.65e15, -8.65e15, 1e300].map((at) => ({ at, what: 'created' }));
    answer = { problem: null, value: { story: [...impossible, postponed] } };
    const root = await opened();
    expect(root.querySelectorAll('li')).toHaveLength(1);
    expect(textOf(root.querySelector('.what'))).toMatch(/next one: –$/);
  });

  it('shows each entry as a line with its time, as text', async () => {
    const root = await opened('film.mp4');
    expect(textOf(root.querySelector('h2'))).toBe('History of “film.mp4”');
    const lines = [...root.querySelectorAll('li')];
    expect(lines.map((line) => line.querySelector('time')?.getAttribute('datetime'))).toEqual([
      '2026-11-29T12:00:00.000Z',
      '2026-11-29T12:00:01.000Z',
    ]);
    expect(textOf(lines[0]?.querySelector('.what'))).toBe('Created');
    expect(textOf(lines[1]?.querySelector('.what'))).toMatch(
      /^Virus scan: attempt 2 ended, next one: .*2026.*05/,
    );
    expect(textOf(lines[1]?.querySelector('bdi'))).toBe('<b>no light</b>');
    expect(textOf(lines[1]?.querySelector('code'))).toBe('scanner_away');
    expect(root.querySelector('b')).toBeNull();
  });

  it('shows a word that it does not know', async () => {
    answer = { problem: null, value: { story: [{ at: AT, what: 'constructor' }] } };
    const root = await opened();
    expect(textOf(root.querySelector('.what'))).toBe('constructor');
  });

  it('says that there is no story, and why none was read', async () => {
    answer = { problem: null, value: { story: [] } };
    const root = await opened();
    const status = () => textOf(root.querySelector('[role=status]'));
    expect(status()).toBe('The server has no history of this upload.');
    answer = { problem: NETWORK_PROBLEM, value: null };
    await vi.advanceTimersByTimeAsync(3_000);
    expect(status()).toBe('The server does not answer.');
  });

  it('reads again while it is open, and keeps what it has when that fails', async () => {
    const root = await opened();
    answer = { problem: NETWORK_PROBLEM, value: null };
    await vi.advanceTimersByTimeAsync(3_000);
    expect(asked).toHaveLength(2);
    expect(root.querySelectorAll('li')).toHaveLength(2);
    root.querySelector('dialog')?.dispatchEvent(new Event('close'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toHaveLength(2);
    expect(root.querySelectorAll('li')).toHaveLength(0);
  });
});

describe('an open panel', () => {
  const refused = (status: number, retryable: boolean) => ({
    problem: { ...NETWORK_PROBLEM, code: 'http', status, retryable },
    value: null,
  });
  const see = (state: DocumentVisibilityState) => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
    document.dispatchEvent(new Event('visibilitychange'));
  };

  it('asks no more once it was refused', async () => {
    for (const status of [401, 403, 404]) {
      answer = refused(status, false);
      asked = [];
      await opened();
      await vi.advanceTimersByTimeAsync(600_000);
      see('visible');
      expect(asked).toHaveLength(1);
    }
  });

  it('asks more and more seldom while there is no answer, and as before after one', async () => {
    await opened();
    answer = { problem: NETWORK_PROBLEM, value: null };
    await vi.advanceTimersByTimeAsync(3_000);
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    asked = [];
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.length).toBeLessThan(30);
    answer = { problem: null, value: { story: STORY } };
    await vi.advanceTimersByTimeAsync(63_000);
    asked = [];
    await vi.advanceTimersByTimeAsync(30_000);
    expect(asked).toHaveLength(10);
  });

  it('waits as long as the server says', async () => {
    const busy = refused(503, true);
    answer = { ...busy, problem: { ...busy.problem, retryAfterMs: 90_000 } };
    await opened();
    await vi.advanceTimersByTimeAsync(89_000);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked).toHaveLength(2);
  });

  it('asks seldom about what has ended, until it is processed again', async () => {
    const ended = [...STORY, { at: AT + 9000, what: 'failed' }];
    answer = { problem: null, value: { story: ended } };
    await opened();
    await vi.advanceTimersByTimeAsync(45_000);
    asked = [];
    await vi.advanceTimersByTimeAsync(300_000);
    expect(asked).toHaveLength(10);
    answer = { problem: null, value: { story: [...ended, { at: AT + 9500, what: 'retried' }] } };
    await vi.advanceTimersByTimeAsync(30_000);
    asked = [];
    await vi.advanceTimersByTimeAsync(30_000);
    expect(asked).toHaveLength(10);
  });

  it('asks nothing while nobody sees the page, and at once when somebody does', async () => {
    await opened();
    see('hidden');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
    see('visible');
    expect(asked).toHaveLength(2);
    panel.renderRoot.querySelector('dialog')?.dispatchEvent(new Event('close'));
    see('visible');
    expect(asked).toHaveLength(2);
  });
});

describe('the focus after a story', () => {
  let root: ShadowRoot;
  const show = (...rows: RowView[]) =>
    render(
      html`
        <h2 tabindex="-1">Uploads</h2>
        ${uploadsTable({ rows, words: ENGLISH, own: DASHBOARD_ENGLISH, act: () => undefined })}
      `,
      root,
    );
  const where = () =>
    root.activeElement?.getAttribute('aria-label') ?? root.activeElement?.localName;

  beforeEach(() => {
    const host = document.createElement('div');
    panel.after(host);
    root = host.attachShadow({ mode: 'open' });
  });

  afterEach(() => root.host.remove());

  it('is at the upload’s own button, wherever that is now', () => {
    show({ ...rowOf('b.bin'), id: 'f'.repeat(32) }, rowOf());
    focusStory(root, rowOf().id);
    expect(where()).toBe('History: a.bin');
  });

  it('is at the heading where there is none', () => {
    show({ ...rowOf(), hasStory: false });
    focusStory(root, rowOf().id);
    expect(where()).toBe('h2');
  });

  it('stays at the row to which the browser gave it back', () => {
    show(rowOf());
    root.querySelector<HTMLElement>('[aria-label="Cancel: a.bin"]')?.focus();
    focusStory(root, rowOf().id);
    expect(where()).toBe('Cancel: a.bin');
  });

  it('is asked for by the panel with the id', async () => {
    const closed: string[] = [];
    panel.closed = (id) => closed.push(id);
    const dialog = (await opened()).querySelector('dialog');
    dialog?.dispatchEvent(new Event('close'));
    expect(closed).toEqual([rowOf().id]);
  });
});
