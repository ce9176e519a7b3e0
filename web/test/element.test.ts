/* SPDX-License-Identifier: MIT
 *
 * The component in a simulated browser: roles, names, buttons, and a file from the choice to the
 * end.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoadlineClient, LoadlineUpload, viewFile } from '../src/index.js';
import type { LoadlineFile } from '../src/ui/file.js';
import { FakeSocket } from './play.js';
import { documentOf, ID, stageOf, transferOf } from './samples.js';

const OFFER = {
  max_size: 1_000_000,
  chunk_size: null,
  upload_url: '/uploads/',
  progress_url: '/progress/',
  live_url: '/live',
};

beforeEach(() => {
  FakeSocket.made = [];
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => Response.json(OFFER)),
  );
});

afterEach(() => {
  sessionStorage.clear();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

async function showFile(change: Parameters<typeof documentOf>[0]): Promise<ShadowRoot> {
  const file = document.createElement('loadline-file') as LoadlineFile;
  file.view = viewFile({
    name: 'a.bin',
    size: 1000,
    transfer: transferOf({ confirmed: 450, sent: 700 }),
    document: documentOf(change),
    heardAt: null,
    isUnknown: false,
    waitingBefore: 0,
    hasFile: true,
    now: 0,
  });
  document.body.append(file);
  await file.updateComplete;
  return file.renderRoot as ShadowRoot;
}

/** The shadow root of the part with this name. */
async function inside(root: ParentNode, name: string): Promise<ShadowRoot> {
  const part = root.querySelector(name);
  await vi.waitFor(() => expect(part?.shadowRoot?.firstElementChild).toBeTruthy());
  return part?.shadowRoot as ShadowRoot;
}

describe('a row', () => {
  it('has a progress bar that says what it shows', async () => {
    const bar = (await inside(await showFile({}), 'loadline-bar')).querySelector('[role]');
    expect(bar?.getAttribute('role')).toBe('progressbar');
    expect(bar?.getAttribute('aria-label')).toBe('a.bin');
    expect(bar?.getAttribute('aria-valuenow')).toBe('45');
    expect(bar?.getAttribute('aria-valuetext')).toBe('Uploading: 45 percent, 0.45 of 1 kB');
    expect(bar?.querySelector<HTMLElement>('.fill')?.style.getPropertyValue('--share')).toBe(
      '0.45',
    );
    expect(bar?.querySelector<HTMLElement>('.sent')?.style.getPropertyValue('--share')).toBe('0.7');
  });

  it('lists the steps in words and marks the current one', async () => {
    const root = await showFile({
      state: 'processing',
      stages: [
        stageOf({ state: 'running', progress: 42 }),
        stageOf({ name: 'scan', label: 'Scan' }),
      ],
    });
    const items = [...(await inside(root, 'loadline-stages')).querySelectorAll('li')];
    const said = items.map((item) => item.textContent?.replace(/\s+/g, ' ').trim());
    expect(said).toEqual(['1 Checksum 42%', '2 Scan waiting']);
    expect(items.map((item) => item.getAttribute('aria-current'))).toEqual(['step', null]);
  });

  it('names its buttons with the file', async () => {
    const root = await showFile({});
    const names = [...root.querySelectorAll('button')].map((b) => b.getAttribute('aria-label'));
    expect(names).toEqual(['Pause: a.bin', 'Cancel: a.bin']);
  });

  it('alerts only when something failed', async () => {
    expect((await showFile({})).querySelector('[role=alert]')).toBeNull();
    const error = { code: 'x', message: 'A virus', stage: 'scan', retryable: false };
    const failed = await showFile({ state: 'failed', error });
    expect(failed.querySelector('[role=alert]')?.textContent).toBe('A virus');
  });

  it('leaves its direction to each text of the server', async () => {
    const error = { code: 'x', message: 'A virus.', stage: 'digest', retryable: false };
    const stages = [stageOf({ state: 'running', message: '43 of 60 s' })];
    const root = await showFile({ state: 'failed', error, stages });
    expect(root.querySelector('.problem bdi')?.textContent).toBe('A virus.');
    expect(root.querySelector('.value bdi')?.textContent).toBe(ID);
    const list = await inside(root, 'loadline-stages');
    expect(list.querySelector('.label bdi')?.textContent).toBe('Checksum');
    expect(list.querySelector('.message bdi')?.textContent).toBe('43 of 60 s');
  });
});

describe('the whole', () => {
  it('refuses what is too large without sending it', async () => {
    const upload = new LoadlineUpload();
    document.body.append(upload);
    const failed = new Promise((resolve) => upload.addEventListener('loadline-failed', resolve));
    upload.client.add([new File([new Uint8Array(1_000_001)], 'big.bin')]);
    await failed;
    await upload.updateComplete;
    expect(upload.client.uploads[0]?.transfer.problem?.code).toBe('too_large');
    expect(upload.renderRoot.querySelector('[role=status]')?.textContent).toMatch(
      /big.bin: Failed/,
    );
  });

  it('keeps its files when it is moved, and rests while it is away', async () => {
    const upload = new LoadlineUpload();
    document.body.append(upload);
    const { client } = upload;
    client.add([new File(['a'], 'a.txt')]);
    const place = document.createElement('div');
    document.body.append(place);
    place.append(upload);
    await upload.updateComplete;
    expect(upload.client).toBe(client);
    upload.remove();
    await Promise.resolve();
    expect(FakeSocket.made.filter(({ readyState }) => readyState < 3)).toEqual([]);
    place.append(upload);
    expect(upload.client).toBe(client);
    expect(client.uploads.map(({ source }) => source.name)).toEqual(['a.txt']);
  });

  it('says how fresh the news are', async () => {
    const upload = new LoadlineUpload();
    document.body.append(upload);
    upload.client.add([new File([new Uint8Array(1_000_001)], 'big.bin')]);
    await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
    const pill = (await inside(upload.renderRoot, 'loadline-status')).querySelector('.pill');
    await vi.waitFor(() => expect(pill?.getAttribute('data-state')).toBe('connecting'));
    FakeSocket.last.connect();
    FakeSocket.last.say({ event: 'welcome', protocol: 'loadline.v1', beat_ms: 20_000 });
    await vi.waitFor(() => expect(pill?.getAttribute('data-state')).toBe('live'));
    expect(FakeSocket.last.url).toMatch(/^ws:.*\/live$/);
  });
});

describe('an element that gets a client of the page', () => {
  it('tells only what happens from then on', async () => {
    const told: string[] = [];
    const client = new LoadlineClient();
    client.add([new File([new Uint8Array(1_000_001)], 'old.bin')]);
    await vi.waitFor(() => expect(client.uploads[0]?.transfer.state).toBe('failed'));
    const upload = new LoadlineUpload();
    for (const name of ['failed', 'complete']) {
      upload.addEventListener(`loadline-${name}`, (event) => {
        told.push(`${name} ${(event as CustomEvent).detail.file?.name ?? ''}`);
      });
    }
    upload.client = client;
    document.body.append(upload);
    await upload.updateComplete;
    expect(told).toEqual([]);
    client.add([new File([new Uint8Array(1_000_001)], 'new.bin')]);
    await upload.updateComplete;
    expect(told).toEqual(['failed new.bin', 'complete ']);
    client.dispose();
  });
});

describe('a page with many files', () => {
  it('pauses and starts also those that are not listed yet', () => {
    const upload = new LoadlineUpload();
    upload.multiple = true;
    document.body.append(upload);
    const files = (kind: string) => Array.from({ length: 30 }, (_, i) => new File(['a'], kind + i));
    upload.add(files('a'));
    upload.pause();
    const states = () => upload.client.uploads.map(({ transfer }) => transfer.state);
    expect(states()).toEqual(Array(30).fill('paused'));
    upload.add(files('b'));
    upload.start();
    expect(states()).toEqual(Array(60).fill('waiting'));
  });
});

describe('the button that uploads what waits', () => {
  it('leaves alone what a person has paused', async () => {
    const upload = new LoadlineUpload();
    upload.multiple = true;
    upload.autostart = false;
    document.body.append(upload);
    upload.add([new File(['a'], 'a'), new File(['b'], 'b')]);
    const [first] = upload.client.uploads;
    first?.start();
    first?.pause();
    await upload.updateComplete;
    upload.renderRoot.querySelector<HTMLElement>('.start')?.click();
    expect(upload.client.uploads.map(({ transfer }) => transfer.state)).toEqual([
      'paused',
      'waiting',
    ]);
  });
});

describe('a page with two elements', () => {
  it('is kept from files that are dropped beside them, also when one is removed', () => {
    const [first, second] = [new LoadlineUpload(), new LoadlineUpload()];
    document.body.append(first, second);
    const isKept = () => {
      const event = new Event('drop', { cancelable: true });
      Object.assign(event, { dataTransfer: { types: ['Files'] } });
      return !window.dispatchEvent(event);
    };
    expect(isKept()).toBe(true);
    first.remove();
    expect(isKept()).toBe(true);
    second.remove();
    expect(isKept()).toBe(false);
  });
});

describe('the list', () => {
  it('shows at once what was added and what was removed', async () => {
    const upload = new LoadlineUpload();
    document.body.append(upload);
    const rows = () => upload.renderRoot.querySelectorAll('loadline-file').length;
    const files = ['a', 'b', 'c', 'd', 'e'].map((name) => new File([name], name));
    upload.client.add(files);
    await upload.updateComplete;
    expect(rows()).toBe(5);
    for (const each of upload.client.uploads.slice(1)) upload.client.remove(each);
    await upload.updateComplete;
    expect(rows()).toBe(1);
  });
});

describe('a value', () => {
  const other = 'e'.repeat(32);

  async function show(attribute: string): Promise<LoadlineUpload> {
    const upload = new LoadlineUpload();
    upload.setAttribute('value', attribute);
    document.body.append(upload);
    await upload.updateComplete;
    return upload;
  }

  it('is listed, and is what a reset comes back to', async () => {
    const upload = await show(ID);
    expect(upload.value).toBe(ID);
    upload.value = [other, ID];
    expect(upload.value).toBe(`${ID} ${other}`);
    upload.formResetCallback();
    expect(upload.value).toBe(ID);
  });

  it('that is set before the element is on the page takes the place of the attribute', () => {
    const upload = new LoadlineUpload();
    upload.setAttribute('value', ID);
    upload.value = other;
    expect(upload.value).toBe(other);
    document.body.append(upload);
    expect(upload.value).toBe(other);
  });

  it('that a browser restores takes the place of the attribute', async () => {
    const upload = await show(ID);
    for (const state of [`${other} ${ID}`, null]) upload.formStateRestoreCallback(state);
    expect(upload.value).toBe(`${ID} ${other}`);
    upload.formStateRestoreCallback(other);
    expect(upload.value).toBe(other);
    upload.formStateRestoreCallback('');
    expect(upload.value).toBe('');
  });

  it('that a browser restores leaves alone what was not finished', async () => {
    const upload = await show(ID);
    upload.client.add([new File(['a'], 'a.txt')]);
    upload.formStateRestoreCallback(other);
    expect(upload.client.uploads.map(({ source }) => source.name)).toEqual(['a.txt', '']);
  });

  it('is kept where the page gives its client later', async () => {
    const upload = await show(`${ID} ${other}.${ID}`);
    const client = new LoadlineClient();
    upload.client = client;
    expect(upload.value).toBe(`${ID} ${other}`);
    expect(client.uploads.map(({ transfer }) => transfer.url?.split('/').pop())).toEqual([
      ID,
      `${other}.${ID}`,
    ]);
    upload.client = null;
    expect(upload.value).toBe(`${ID} ${other}`);
    client.dispose();
  });
});

describe('a file that is removed from the list', () => {
  it('is deleted on the server unless the server has all of it', async () => {
    const discarded: string[] = [];
    const client = new LoadlineClient({
      sender: ({ file }, events) => ({
        start: () => {
          events.located(`http://localhost/uploads/${ID}.${ID}`);
          if (file.name === 'whole') events.complete();
        },
        stop: () => undefined,
        discard: async () => {
          discarded.push(file.name);
        },
      }),
    });
    client.add(['whole', 'part'].map((name) => new File([name], name)));
    await vi.waitFor(() =>
      expect(client.uploads.map(({ transfer }) => transfer.state)).toEqual(['complete', 'sending']),
    );
    for (const upload of client.uploads) client.remove(upload);
    expect(client.uploads).toEqual([]);
    await vi.waitFor(() => expect(discarded).toEqual(['part']));
    client.dispose();
  });
});

describe('a file on its way', () => {
  it('is shown from the first byte to the digest', async () => {
    const url = `http://localhost/uploads/${ID}.${ID}`;
    const client = new LoadlineClient({
      sender: (_options, events) => ({
        start: () => {
          events.located(url);
          events.sent(3);
          events.confirmed(3);
          events.complete();
        },
        stop: () => undefined,
        discard: async () => undefined,
      }),
    });
    const [upload] = client.add([new File(['abc'], 'abc.txt')]);
    await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
    FakeSocket.last.connect();
    FakeSocket.last.say({ event: 'welcome', protocol: 'loadline.v1', beat_ms: 20_000 });
    const { heard } = FakeSocket.last;
    await vi.waitFor(() => expect(heard).toContainEqual({ do: 'watch', ref: 1, ids: [ID] }));
    FakeSocket.last.say({ event: 'watching', ref: 1, id: ID });
    FakeSocket.last.say({ event: 'progress', ...documentOf({ rev: 9, state: 'done' }) });
    expect(upload?.isOver).toBe(true);
    FakeSocket.last.say({ event: 'progress', ...documentOf({ rev: 8, state: 'processing' }) });
    expect(upload?.document?.state).toBe('done');
    await vi.waitFor(() => expect(heard.at(-1)).toEqual({ do: 'unwatch', ref: 2, ids: [ID] }));
    client.dispose();
  });
});
