import { type TemplateResult } from 'lit';
import type { Words } from '../view/words.js';
export declare function renderOverlay(words: Words): TemplateResult;
/** Called after the overlay was drawn. */
export declare function cover(target: Element, overlay: HTMLElement): void;
