import { type Random } from '../base/backoff.js';
import type { Problem } from '../server/problem.js';
import type { RowView } from './row-view.js';
import type { StoryEntry } from './story.js';
export declare class StoryPace {
    #private;
    constructor(random: Random);
    /** The pause in ms after an answer; null where asking again is of no use. */
    after(problem: Problem | null, story: readonly StoryEntry[], row: RowView): number | null;
}
