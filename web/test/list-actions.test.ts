/* SPDX-License-Identifier: MIT
 *
 * What the buttons for all files do.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoadlineClient } from '../src/client/client.js';
import type { Upload } from '../src/client/upload.js';
import { localProblem } from '../src/server/problem.js';
import type { SenderEvents, SenderFactory } from '../src/transfer/sender.js';
import { actOnAll } from '../src/ui/list-actions.js';
import { overviewOf } from '../src/ui/overview.js';
import { UploadEvents } from '../src/ui/upload-events.js';
import type { BulkAction } from '../src/view/words.js';
import { FakePage, FakeSocket } from './play.js';
import { documentOf, ID } from './samples.js';

const OFFER = { upload_url: '/uploads/', progress_url: '/progress/', live_url: '/live' };

let client: LoadlineClient;
let target: EventTarget;
let sending: SenderEvents[];

const sender: SenderFactory = (_given, events) => ({
  start: () => sending.push(events),
  stop: () => undefined,
  discard: async () => undefined,
});

beforeEach(() => {
  [target, sending] = [new EventTarget(), []];
  sessionStorage.clear();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', async () => Response.json(OFFER));
});

afterEach(() => {
  client.dispose();
  vi.unstubAllGlobals();
});

async function list(autostart: boolean, ...names: string[]): Promise<void> {
  client = new LoadlineClient({ sender, signals: new FakePage(), autostart });
  client.discover();
  await vi.waitFor(() => expect(client.capabilities).not.toBeNull());
  client.add(names.map((name) => new File(['abc'], name)));
}

function act(what: BulkAction, autostart = true): void {
  const options = { client, overview: overviewOf(client.uploads), autostart };
  actOnAll(what, options, new UploadEvents(target));
}

function states(): string[] {
  return client.uploads.map(({ transfer }) => transfer.state);
}

describe('to resume all', () => {
  it('starts nothing that waits for its first start where files do not start by themselves', async () => {
    await list(false, 'a', 'b');
    client.uploads[0]?.start();
    client.pause();
    act('resume', false);
    expect(states()).toEqual(['sending', 'paused']);
  });

  it('starts what was paused before its turn where files start by themselves', async () => {
    await list(true, 'a', 'b', 'c', 'd');
    act('pause');
    expect(states()).toEqual(['paused', 'paused', 'paused', 'paused']);
    act('resume');
    expect(states()).toEqual(['sending', 'sending', 'sending', 'waiting']);
  });
});

describe('to clear what is done', () => {
  it('keeps what a listener wants to keep', async () => {
    await list(true, 'a', 'b', 'c');
    vi.spyOn(client, 'remove');
    target.addEventListener('loadline-remove', (event) => {
      if ((event as CustomEvent).detail.file.name === 'b') event.preventDefault();
    });
    const [first, second, third] = client.uploads;
    const phases = new Map(client.uploads.map(({ key }) => [key, 'done' as const]));
    const overview = { ...overviewOf(client.uploads), phases };
    const options = { client, overview, autostart: true };
    actOnAll('clear', options, new UploadEvents(target));
    expect(client.remove).toHaveBeenCalledExactlyOnceWith(first, third);
    expect(client.uploads).toEqual([second]);
  });
});

describe('to retry all', () => {
  it('sends again at once what failed, and has the rest processed again', async () => {
    await list(true, 'a', 'b', 'c');
    const before = client.uploads;
    const second = before[1] as Upload;
    for (const each of sending) each.stopped({ ...localProblem('x', null), retryable: false });
    const error = { code: 'x', message: '', stage: 'scan', retryable: true };
    const document = documentOf({ state: 'failed', error });
    const url = `http://localhost/uploads/${ID}.${ID}`;
    vi.spyOn(second, 'document', 'get').mockReturnValue(document);
    vi.spyOn(second, 'transfer', 'get').mockReturnValue({ ...second.transfer, url });
    const reprocess = vi.spyOn(second, 'reprocess');
    const told = vi.fn();
    client.subscribe(told);
    act('retry');
    expect(reprocess).toHaveBeenCalledOnce();
    expect(told).toHaveBeenCalledOnce();
    expect(states()).toEqual(['sending', 'failed', 'sending']);
    expect(client.uploads.filter((upload) => before.includes(upload))).toEqual([second]);
  });
});
