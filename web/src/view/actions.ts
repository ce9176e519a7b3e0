/* SPDX-License-Identifier: MIT
 *
 * The buttons of a file: the actions of each phase, as far as they can help.
 */

import { hasKey } from '../server/upload-url.js';
import { isElsewhere } from '../transfer/transfer.js';
import { type FileFacts, isFileLost } from './file-facts.js';
import type { Action, Phase } from './words.js';

/** What of a file the actions depend on. */
export type ActionFacts = Pick<
  FileFacts,
  'transfer' | 'document' | 'hasFile' | 'isFollowed' | 'isListed'
>;

const PHASE_ACTIONS: Readonly<Record<Phase, readonly Action[]>> = {
  waiting: ['start', 'rename', 'remove'],
  starting: ['cancel'],
  uploading: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  retrying: ['retryNow', 'cancel'],
  received: ['cancel'],
  processing: ['cancel'],
  done: ['remove'],
  failed: ['reprocess', 'again', 'remove'],
  cancelled: ['again', 'remove'],
  expired: ['again', 'remove'],
};

/** The actions that are possible now, the most useful first. */
export function actionsOf(phase: Phase, facts: ActionFacts): readonly Action[] {
  const actions = PHASE_ACTIONS[phase].filter((action) => isPossible(action, phase, facts));
  // What another client sends, or sent before, goes on without its row.
  const isOnlyListed = facts.isFollowed && facts.isListed && !actions.includes('remove');
  return isOnlyListed ? [...actions, 'remove'] : actions;
}

function isPossible(action: Action, phase: Phase, facts: ActionFacts): boolean {
  const { transfer, document, hasFile } = facts;
  switch (action) {
    case 'start':
      return !isElsewhere(transfer) || transfer.state === 'paused';
    case 'reprocess':
      return (
        document?.error?.retryable === true && document.error.stage !== null && hasKey(transfer.url)
      );
    case 'again':
      return hasFile && !isVain(facts, phase);
    case 'rename':
      return hasFile && transfer.url === null && transfer.startedAt === null;
    case 'pause':
    case 'resume':
      return hasFile;
    case 'remove':
      return !facts.isFollowed || facts.isListed === true;
    case 'cancel':
      return !facts.isFollowed || hasKey(transfer.url);
    default:
      return true;
  }
}

/** Whether sending again would fail again: the file was refused before it was sent, or is gone. */
function isVain({ transfer, document }: ActionFacts, phase: Phase): boolean {
  const isRefused = transfer.startedAt === null && document === null;
  return phase === 'failed' && (isRefused || isFileLost(transfer));
}
