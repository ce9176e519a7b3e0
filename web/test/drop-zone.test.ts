/* SPDX-License-Identifier: MIT
 *
 * Which element takes what is dragged over the page, dropped or pasted; nothing of it looks at the
 * files before the drop.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoadlineUpload } from '../src/index.js';

const FILE = new File(['a'], 'a.txt');

beforeEach(() => {
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

async function show(attributes: Readonly<Record<string, string>> = {}): Promise<LoadlineUpload> {
  const upload = new LoadlineUpload();
  for (const [name, value] of Object.entries({ multiple: '', autostart: 'no', ...attributes })) {
    upload.setAttribute(name, value);
  }
  document.body.append(upload);
  await upload.updateComplete;
  return upload;
}

/** Returns whether the page prevents what the browser would do. */
function send(target: Element, type: string, members: object): boolean {
  const event = new Event(type, { bubbles: true, cancelable: true, composed: true });
  return !target.dispatchEvent(Object.assign(event, members));
}

const files = { dataTransfer: { types: ['Files'], items: [], files: [FILE] } };
const text = { dataTransfer: { types: ['text/plain'], items: [{ kind: 'string' }], files: [] } };
const paste = { clipboardData: files.dataTransfer };

function names(upload: LoadlineUpload): string[] {
  return upload.client.uploads.map(({ source }) => source.name);
}

function areaOf(upload: LoadlineUpload): Element {
  return upload.renderRoot.querySelector('.drop') as Element;
}

function isCovered(upload: LoadlineUpload): boolean {
  return upload.renderRoot.querySelector('.overlay') !== null;
}

describe('files that are dragged', () => {
  it('over the area are taken, and no item is read before', async () => {
    const upload = await show();
    const items = vi.fn();
    const dataTransfer = Object.defineProperty({ ...files.dataTransfer }, 'items', { get: items });
    const draw = vi.spyOn(upload, 'requestUpdate');
    for (let i = 0; i < 50; i++) {
      expect(send(areaOf(upload), 'dragover', { dataTransfer })).toBe(true);
    }
    expect(draw, 'drawn once').toHaveBeenCalledTimes(1);
    expect(items).not.toHaveBeenCalled();
    await upload.updateComplete;
    expect(areaOf(upload).classList.contains('over')).toBe(true);
    expect(isCovered(upload)).toBe(false);
    send(areaOf(upload), 'drop', files);
    await vi.waitFor(() => expect(names(upload)).toEqual(['a.txt']));
  });

  it('over the page are taken where it is the target', async () => {
    const aside = document.createElement('aside');
    const upload = await show({ 'drop-target': 'page' });
    document.body.append(aside);
    send(aside, 'dragover', files);
    await upload.updateComplete;
    expect(isCovered(upload)).toBe(true);
    send(aside, 'drop', files);
    await vi.waitFor(() => expect(names(upload)).toEqual(['a.txt']));
    expect(isCovered(upload)).toBe(false);
  });

  it('over a selector’s element are taken, elsewhere not', async () => {
    const aside = document.createElement('aside');
    const upload = await show({ 'drop-target': 'aside' });
    document.body.append(aside);
    expect(send(document.body, 'drop', files), 'the page stays').toBe(true);
    send(aside, 'drop', files);
    await vi.waitFor(() => expect(names(upload)).toEqual(['a.txt']));
  });

  it('over another element’s area are that one’s', async () => {
    const [first, second] = [await show({ 'drop-target': 'page' }), await show()];
    send(areaOf(second), 'drop', files);
    await vi.waitFor(() => expect(names(second)).toEqual(['a.txt']));
    expect(names(first)).toEqual([]);
  });

  it('and leave the window, or are silent, cover nothing any more', async () => {
    vi.useFakeTimers();
    const upload = await show({ 'drop-target': 'page' });
    for (const end of ['dragleave', '']) {
      send(document.body, 'dragover', files);
      await upload.updateComplete;
      expect(isCovered(upload)).toBe(true);
      if (end) send(document.body, end, { relatedTarget: null });
      await vi.advanceTimersByTimeAsync(end ? 150 : 700);
      expect(isCovered(upload), end).toBe(end === '');
      await vi.advanceTimersByTimeAsync(300);
      expect(isCovered(upload)).toBe(false);
    }
    vi.useRealTimers();
  });

  it('are left to a file field of the page', async () => {
    const field = Object.assign(document.createElement('input'), { type: 'file' });
    const upload = await show({ 'drop-target': 'page' });
    document.body.append(field);
    expect(send(field, 'drop', files)).toBe(false);
    expect(names(upload)).toEqual([]);
  });
});

describe('a text that is dropped', () => {
  it('into the area is refused with a word; elsewhere it is the page’s', async () => {
    const upload = await show({ 'drop-target': 'page' });
    expect(send(document.body, 'drop', text)).toBe(false);
    expect(send(areaOf(upload), 'drop', text)).toBe(true);
    await vi.waitFor(() => expect(upload.notice).toMatch(/^Only files/));
  });
});

describe('files that are pasted', () => {
  it('are taken by one element', async () => {
    const [first, second] = [await show(), await show()];
    expect(send(document.body, 'paste', paste)).toBe(true);
    await vi.waitFor(() => expect(names(first)).toEqual(['a.txt']));
    expect(send(areaOf(second), 'paste', paste)).toBe(true);
    await vi.waitFor(() => expect(names(second)).toEqual(['a.txt']));
    expect(names(first)).toHaveLength(1);
  });

  it('are left to the page where it takes them, and texts always', async () => {
    const upload = await show();
    const take = (event: Event) => event.preventDefault();
    document.body.addEventListener('paste', take);
    send(document.body, 'paste', paste);
    document.body.removeEventListener('paste', take);
    expect(send(document.body, 'paste', { clipboardData: text.dataTransfer })).toBe(false);
    upload.disabled = true;
    expect(send(document.body, 'paste', paste)).toBe(false);
    await Promise.resolve();
    expect(names(upload)).toEqual([]);
  });
});
