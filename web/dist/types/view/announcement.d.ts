import type { FileView } from './file-view.js';
import { type Words } from './words.js';
/** The sentence for the change from one view to the next; null where there is none. */
export declare function announcement(before: FileView | undefined, after: FileView, words?: Words): string | null;
