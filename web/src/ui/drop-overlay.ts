/* SPDX-License-Identifier: MIT
 *
 * The words that cover the page's target while files are dragged over it. They lie above everything
 * (a popover), and the pointer goes through them: a drag enters and leaves nothing.
 */
import { html, type TemplateResult } from 'lit';
import type { Words } from '../view/words.js';
import { dropIcon } from './icons.js';

export function renderOverlay(words: Words): TemplateResult {
  return html`
    <div class="overlay" part="overlay" popover="manual">
      ${dropIcon()} ${words.dropNow}
    </div>
  `;
}

/** Called after the overlay was drawn. */
export function cover(target: Element, overlay: HTMLElement): void {
  if (target !== document.documentElement) {
    const { top, left, width, height } = target.getBoundingClientRect();
    const inset = `${top}px auto auto ${left}px`;
    Object.assign(overlay.style, { inset, width: `${width}px`, height: `${height}px` });
  }
  // Browsers without popovers show it in its place.
  if ('showPopover' in overlay && !overlay.matches(':popover-open')) overlay.showPopover();
}
