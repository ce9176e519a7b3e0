import type { Words } from '../view/words.js';
import type { Overview } from './overview.js';
export declare class ListMeter {
    #private;
    note({ countOf, confirmed }: Overview, now?: number): void;
    /** The speed and the time left, as far as they are known. */
    figures({ size, confirmed }: Overview, words: Words, now?: number): string[];
}
