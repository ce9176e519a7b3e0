import type { Upload } from '../client/upload.js';
import type { Words } from '../view/words.js';
import type { ListViews } from './list-views.js';
import { type Overview } from './overview.js';
/** The sentence; null where there is nothing new. `before` is null for the first update. */
export declare function spokenNews(uploads: readonly Upload[], views: ListViews, before: Overview | null, words: Words): string | null;
