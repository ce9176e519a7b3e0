import type { Words } from './words.js';
export declare const ENGLISH: Words;
