import type { Words } from '../view/words.js';
import type { Overview } from './overview.js';
export declare function totalText(overview: Overview, words: Words): string;
