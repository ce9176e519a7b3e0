import type { Words } from '../view/words.js';
import type { Overview } from './overview.js';
export declare class ListMeter {
    #private;
    note({ isSending, ownBytes }: Overview, now?: number): void;
    /** The speed and the time left, as far as they are known. */
    figures({ restBytes }: Overview, words: Words, now?: number): string[];
}
