/* SPDX-License-Identifier: MIT
 *
 * The plugin for Uppy: how it reports the server's stages.
 */
import Uppy from '@uppy/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LoadlineStages } from '../src/uppy/stages-plugin.js';
import { FakePage, FakeSocket } from './play.js';
import { documentOf, ID, stageOf } from './samples.js';

const OFFER = { upload_url: '/uploads/', progress_url: '/progress/', live_url: '/live' };

beforeEach(() => {
  FakeSocket.made = [];
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', async () => Response.json(OFFER));
});

afterEach(() => vi.unstubAllGlobals());

it('turns no direction of text in the status bar or in an error', async () => {
  const evil = 'x\u202ey';
  const uppy = new Uppy({ logger: { debug: () => {}, warn: () => {}, error: () => {} } });
  uppy.use(LoadlineStages, { signals: new FakePage() });
  const told: string[] = [];
  uppy.on('postprocess-progress', (_file, { message }) => told.push(String(message)));
  uppy.on('upload-error', (_file, error) => told.push(error.message));
  const file = uppy.addFile({ name: 'a.bin', data: new Blob(['abc']) });
  uppy.setFileState(file, { uploadURL: `http://localhost/uploads/${ID}.${ID}` });

  const uploaded = uppy.upload();
  await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
  FakeSocket.last.connect();
  FakeSocket.last.say({ event: 'welcome', protocol: 'loadline.v1', beat_ms: 20_000 });
  FakeSocket.last.say({ event: 'watching', ref: 1, id: ID });
  const stages = [stageOf({ state: 'running', label: evil, message: evil })];
  FakeSocket.last.say({
    event: 'progress',
    ...documentOf({ rev: 8, state: 'processing', stages }),
  });
  await Promise.resolve();
  const error = { code: 'x', message: evil, stage: null, retryable: false };
  FakeSocket.last.say({ event: 'progress', ...documentOf({ rev: 9, state: 'failed', error }) });
  await uploaded;
  expect(told).toEqual(['x\ufffdy: x\ufffdy (step 1 of 1)', 'x\ufffdy']);
  uppy.destroy();
});
