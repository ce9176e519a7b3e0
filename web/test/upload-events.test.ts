/* SPDX-License-Identifier: MIT
 *
 * What the element tells of its files, in which order, and what a page can prevent.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Upload } from '../src/client/upload.js';
import { UploadEvents } from '../src/ui/upload-events.js';
import type { Phase } from '../src/view/words.js';
import { ID, transferOf } from './samples.js';

const NAMES = ['progress', 'stored', 'done', 'failed', 'complete'];

let target: EventTarget;
let events: UploadEvents;
let told: string[];

beforeEach(() => {
  target = new EventTarget();
  events = new UploadEvents(target);
  told = [];
  for (const name of NAMES) {
    target.addEventListener(`loadline-${name}`, (event) => {
      const { detail } = event as CustomEvent;
      told.push(name === 'complete' ? `complete ${detail.done.length}` : `${name} ${detail.id}`);
    });
  }
});

type Listed = readonly [id: string, phase: Phase, confirmed: number, isFollowed?: boolean];

/** Shows a list of uploads; each id is its own key. */
function show(...list: readonly Listed[]): void {
  const phases = new Map<number, Phase>();
  const uploads = list.map(([id, phase, confirmed, isFollowed = false], key) => {
    phases.set(key, phase);
    const source = { name: id, size: 10, file: null, isFollowed };
    return { key, id, source, file: null, document: null, transfer: transferOf({ confirmed }) };
  });
  events.tellChanges(uploads as unknown as readonly Upload[], phases);
}

describe('the events', () => {
  it('tell each step of a file once', () => {
    show(['a', 'waiting', 0]);
    show(['a', 'uploading', 4]);
    show(['a', 'uploading', 4]);
    show(['a', 'received', 10]);
    show(['a', 'processing', 10]);
    show(['a', 'done', 10]);
    show(['a', 'done', 10]);
    expect(told).toEqual(['progress a', 'progress a', 'stored a', 'done a', 'complete 1']);
  });

  it('tell once that a file is stored, also if it is processed again', () => {
    show(['a', 'uploading', 10]);
    show(['a', 'processing', 10]);
    show(['a', 'failed', 10]);
    show(['a', 'processing', 10]);
    show(['a', 'done', 10]);
    expect(told).toEqual([
      'progress a',
      'stored a',
      'failed a',
      'complete 0',
      'done a',
      'complete 1',
    ]);
  });

  it('tell the end of all when the last has ended, and again after another one', () => {
    show(['a', 'uploading', 0], ['b', 'uploading', 0]);
    show(['a', 'cancelled', 0], ['b', 'uploading', 0]);
    expect(told).toEqual([]);
    show(['a', 'cancelled', 0], ['b', 'failed', 0]);
    expect(told).toEqual(['failed b', 'complete 0']);
    show(['a', 'cancelled', 0], ['b', 'failed', 0], ['c', 'waiting', 0]);
    show(['a', 'cancelled', 0], ['b', 'failed', 0], ['c', 'done', 10]);
    expect(told.slice(2)).toEqual(['progress c', 'stored c', 'done c', 'complete 1']);
  });

  it('tell the end of all also of a file that ends at once, and of a second one', () => {
    show(['a', 'failed', 0]);
    expect(told).toEqual(['failed a', 'complete 0']);
    show(['a', 'failed', 0], ['b', 'done', 10]);
    expect(told.slice(2)).toEqual(['progress b', 'stored b', 'done b', 'complete 1']);
    show(['a', 'cancelled', 0], ['b', 'done', 10]);
    show(['a', 'cancelled', 0]);
    expect(told).toHaveLength(6);
  });

  it('tell of an upload that expired that it failed', () => {
    show(['a', 'paused', 4]);
    show(['a', 'expired', 4]);
    expect(told).toEqual(['progress a', 'failed a', 'complete 0']);
  });

  it('tell of a failure once, also if the upload expires after it', () => {
    show(['a', 'uploading', 0]);
    show(['a', 'failed', 0]);
    show(['a', 'expired', 0]);
    expect(told).toEqual(['failed a', 'complete 0']);
  });

  it('say nothing of uploads that are only listed', () => {
    show([ID, 'paused', 0, true]);
    show([ID, 'done', 10, true]);
    expect(told).toEqual([]);
  });

  it('are told once though a listener changes the list', () => {
    target.addEventListener('loadline-stored', () => show(['a', 'done', 10]), { once: true });
    show(['a', 'uploading', 10]);
    show(['a', 'received', 10]);
    expect(told).toEqual(['progress a', 'stored a', 'done a', 'complete 1']);
  });

  it('tell whether a listener has cancelled', () => {
    const file = new File([], 'a');
    expect(events.ask('loadline-add', { file })).toBe(true);
    target.addEventListener('loadline-add', (event) => event.preventDefault());
    expect(events.ask('loadline-add', { file })).toBe(false);
  });
});
