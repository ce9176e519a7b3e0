/* SPDX-License-Identifier: MIT
 *
 * The component in a simulated browser: what was just done is shown at once, however often the list
 * changes.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoadlineClient, LoadlineUpload } from '../src/index.js';
import type { LoadlineFile } from '../src/ui/file.js';
import { FakeSocket } from './play.js';
import { ID } from './samples.js';

beforeEach(() => {
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', async () =>
    Response.json({ upload_url: '/uploads/', progress_url: '/progress/', live_url: '/live' }),
  );
});

afterEach(() => {
  sessionStorage.clear();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

describe('a button of a row', () => {
  it('shows at once what it did, however often the list changes', async () => {
    const client = new LoadlineClient({
      sender: (_options, events) => ({
        start: () => {
          events.located(`http://localhost/uploads/${ID}.${ID}`);
          events.sent(1);
        },
        stop: () => undefined,
        discard: async () => undefined,
      }),
    });
    const upload = new LoadlineUpload();
    upload.client = client;
    document.body.append(upload);
    client.add([new File(['abc'], 'a.txt')]);
    const button = () =>
      upload.renderRoot
        .querySelector('loadline-file')
        ?.shadowRoot?.querySelector<HTMLElement>('.act');
    await vi.waitFor(() => expect(button()?.getAttribute('aria-label')).toBe('Pause: a.txt'));
    for (const name of ['Resume', 'Pause', 'Resume', 'Pause']) {
      button()?.click();
      await new Promise((resolve) => setTimeout(resolve));
      expect(button()?.getAttribute('aria-label')).toBe(`${name}: a.txt`);
    }
    client.dispose();
  });
});

describe('the whole of an update', () => {
  it('has what a page has just done to an upload', async () => {
    const upload = new LoadlineUpload();
    document.body.append(upload);
    upload.client.add([new File(['a'], 'a.txt')]);
    await upload.updateComplete;
    const [file] = upload.client.uploads;
    file?.start();
    file?.pause();
    await upload.updateComplete;
    const row = upload.renderRoot.querySelector('loadline-file') as LoadlineFile;
    expect(row.view?.phase).toBe('paused');
  });
});
