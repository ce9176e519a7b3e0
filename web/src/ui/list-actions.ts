/* SPDX-License-Identifier: MIT
 *
 * The buttons for many files at once: which of them can help now, and what they do.
 */
import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import { actionsOf } from '../view/actions.js';
import { isHeld } from '../view/phase.js';
import type { Action, BulkAction } from '../view/words.js';
import type { Overview } from './overview.js';
import { outcomeOf, type UploadEvents } from './upload-events.js';

export interface ListActionOptions {
  readonly client: LoadlineClient;
  readonly overview: Overview;
  /** Whether files that have not begun wait only because a person paused them. */
  readonly autostart: boolean;
}

/** In the order of their buttons. */
export const BULK_ACTIONS = ['pause', 'resume', 'retry', 'clear'] as const;

/** Those that can help now, in their order. */
export function bulkActions({ client, overview, autostart }: ListActionOptions): BulkAction[] {
  const { countOf, heldCount, pausableCount, resumableCount } = overview;
  const isPossible: Readonly<Record<BulkAction, boolean>> = {
    pause: pausableCount > 0,
    resume: resumableCount > 0 || (autostart && heldCount > 0),
    retry: client.uploads.some((upload) => retryOf(upload, overview) !== null),
    clear: countOf('done') > 0,
  };
  return BULK_ACTIONS.filter((each) => isPossible[each]);
}

export function actOnAll(
  what: BulkAction,
  { client, overview, autostart }: ListActionOptions,
  events: UploadEvents,
): void {
  if (what === 'pause') client.pause();
  // Without autostart a person starts them, with a button of their own.
  if (what === 'resume')
    client.start(client.uploads.filter(({ transfer }) => autostart || !isHeld(transfer)));
  if (what === 'clear') removeAsked(client, events, ({ key }) => isDone(key, overview));
  if (what === 'retry') retryAll(client, overview);
}

function retryAll(client: LoadlineClient, overview: Overview): void {
  const retried = (wanted: Action) =>
    client.uploads.filter((upload) => retryOf(upload, overview) === wanted);
  for (const upload of retried('reprocess')) upload.reprocess();
  client.again(...retried('again'));
}

/** Removes the uploads unless a listener wants to keep them. */
export function removeAsked(
  client: LoadlineClient,
  events: UploadEvents,
  isMeant: (upload: Upload) => boolean,
): void {
  const meant = client.uploads.filter(isMeant);
  client.remove(...meant.filter((upload) => events.ask('loadline-remove', outcomeOf(upload))));
}

function isDone(key: number, { phases }: Overview): boolean {
  return phases.get(key) === 'done';
}

/** What may help a failed file; null for others, and where nothing does. */
function retryOf({ key, transfer, document, file }: Upload, { phases }: Overview): Action | null {
  if (phases.get(key) !== 'failed') return null;
  const actions = actionsOf('failed', { transfer, document, hasFile: file !== null });
  return actions.find((action) => action === 'reprocess' || action === 'again') ?? null;
}
