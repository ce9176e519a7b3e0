/* SPDX-License-Identifier: MIT
 *
 * What the form around the component knows, and when.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoadlineClient, LoadlineUpload } from '../src/index.js';
import type { SenderEvents, SenderFactory } from '../src/transfer/sender.js';
import type { LoadlineFile } from '../src/ui/file.js';
import type { FieldState } from '../src/ui/form-element.js';
import { FakePage, FakeSocket } from './play.js';
import { ID } from './samples.js';

const OTHER = 'e'.repeat(32);
const OFFER = { upload_url: '/uploads/', progress_url: '/progress/', live_url: '/live' };

/** The component, which notes what it tells the form. */
class Field extends LoadlineUpload {
  told: FieldState = { values: [], problem: null, label: '', anchor: null };

  protected override tellForm(state: FieldState): void {
    this.told = state;
    super.tellForm(state);
  }
}

customElements.define('test-field', Field);

let sending: SenderEvents;

const sender: SenderFactory = (_options, events) => ({
  start: () => {
    sending = events;
    events.located(`http://localhost/uploads/${ID}.${ID}`);
  },
  stop: () => undefined,
  discard: async () => undefined,
});

beforeEach(() => {
  FakeSocket.made = [];
  sessionStorage.clear();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', async () => Response.json(OFFER));
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

async function show(value: string): Promise<Field> {
  const field = new Field();
  field.name = 'files';
  field.multiple = true;
  field.setAttribute('value', value);
  document.body.append(field);
  await field.updateComplete;
  return field;
}

describe('the form', () => {
  it('knows of a file before the page’s listeners do', async () => {
    const field = await show('');
    field.client = new LoadlineClient({ sender, signals: new FakePage() });
    const seen: unknown[] = [];
    field.addEventListener('loadline-stored', () => seen.push(field.told));
    field.add([new File(['abc'], 'a.bin')]);
    expect(field.told.problem?.flag, 'at once').toBe('customError');
    await vi.waitFor(() => expect(field.client.uploads[0]?.transfer.state).toBe('sending'));
    await field.updateComplete;
    sending.complete();
    await vi.waitFor(() => expect(seen).toMatchObject([{ values: [ID], problem: null }]));
  });

  it('learns that the server no longer has an upload of its value', async () => {
    const field = await show(`${ID} ${OTHER}`);
    await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
    FakeSocket.last.connect();
    FakeSocket.last.say({ event: 'welcome', protocol: 'loadline.v1', beat_ms: 20_000 });
    FakeSocket.last.say({ event: 'gone', id: ID });
    await vi.waitFor(() => expect(field.told.values).toEqual([OTHER]));
    expect(field.told.problem?.message).toMatch(/^A file could not be uploaded/);
    const rows = [...field.renderRoot.querySelectorAll<LoadlineFile>('loadline-file')];
    const problems = rows.map(({ view }) => view?.problem);
    expect(problems).toEqual(['The server no longer has this upload.', null]);
  });

  it('submits nothing of its content, also of what comes later', async () => {
    const field = await show('');
    const input = document.createElement('input');
    field.append(document.createElement('p'));
    field.firstElementChild?.append(input);
    await vi.waitFor(() => expect(input.disabled).toBe(true));
    field.remove();
    const late = document.createElement('input');
    field.append(late);
    await new Promise((resolve) => setTimeout(resolve));
    expect(late.disabled, 'nothing is observed any more').toBe(false);
    document.body.append(field);
    await vi.waitFor(() => expect(late.disabled).toBe(true));
  });

  it('knows at once what a reset, a value or clear() has removed', async () => {
    const field = await show(ID);
    expect(field.told.values).toEqual([ID]);
    field.value = OTHER;
    expect(field.told.values).toEqual([OTHER]);
    field.formResetCallback();
    expect(field.told.values).toEqual([ID]);
    field.clear();
    expect(field.told.values).toEqual([]);
  });
});
