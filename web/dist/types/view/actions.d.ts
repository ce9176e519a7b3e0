import { type FileFacts } from './file-facts.js';
import type { Action, Phase } from './words.js';
/** What of a file the actions depend on. */
export type ActionFacts = Pick<FileFacts, 'transfer' | 'document' | 'hasFile' | 'isFollowed' | 'isListed'>;
/** The actions that are possible now, the most useful first. */
export declare function actionsOf(phase: Phase, facts: ActionFacts): readonly Action[];
