import { type FileFacts } from './file-facts.js';
import type { Action, Phase } from './words.js';
/** The actions that are possible now, the most useful first. */
export declare function actionsOf(phase: Phase, facts: FileFacts): readonly Action[];
