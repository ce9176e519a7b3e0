/* SPDX-License-Identifier: MIT
 *
 * The icons: strokes on a field of 20 x 20, in the colour of the text beside them.
 */
import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import type { Action, Phase } from '../view/words.js';

const ARROW_UP = svg`<path d="M10 15.5v-11M5.5 9 10 4.5 14.5 9" />`;
const CHECK = svg`<path d="m4.5 10.5 3.7 3.7 7.3-8" />`;
const CROSS = svg`<path d="m5.5 5.5 9 9m0-9-9 9" />`;
const PAUSE = svg`<path d="M7 5v10M13 5v10" />`;
const PLAY = svg`<path d="M7 4.8v10.4l8-5.2z" />`;
const CIRCLE_ARROW = svg`<path d="M15.2 8A5.7 5.7 0 1 0 15.5 12M15.5 4v4h-4" />`;
const CLOCK = svg`<path d="M10 5.5V10l3 2" /><circle cx="10" cy="10" r="6.5" />`;
const GEAR = svg`<circle cx="10" cy="10" r="2.4" /><circle cx="10" cy="10" r="5.6"
  stroke-dasharray="2.2 2.2" />`;
const ALERT = svg`<path d="M10 5v6.2M10 14.4v.2" />`;
const DASH = svg`<path d="M5.5 10h9" />`;
const PENCIL = svg`<path d="m4.5 15.5.8-3.3L13 4.5 15.5 7l-7.7 7.7z" />`;

const PHASE_ICONS: Readonly<Record<Phase, SVGTemplateResult>> = {
  waiting: CLOCK,
  starting: ARROW_UP,
  uploading: ARROW_UP,
  paused: PAUSE,
  retrying: CIRCLE_ARROW,
  received: CLOCK,
  processing: GEAR,
  done: CHECK,
  failed: ALERT,
  cancelled: DASH,
  expired: CLOCK,
};

const ACTION_ICONS: Readonly<Record<Action, SVGTemplateResult>> = {
  start: PLAY,
  rename: PENCIL,
  pause: PAUSE,
  resume: PLAY,
  retryNow: CIRCLE_ARROW,
  cancel: CROSS,
  reprocess: GEAR,
  again: CIRCLE_ARROW,
  remove: CROSS,
};

export const phaseIcon = (phase: Phase): TemplateResult => icon(PHASE_ICONS[phase]);
export const actionIcon = (action: Action): TemplateResult => icon(ACTION_ICONS[action]);
export const checkIcon = (): TemplateResult => icon(CHECK);
export const crossIcon = (): TemplateResult => icon(CROSS);
export const dashIcon = (): TemplateResult => icon(DASH);
export const dropIcon = (): TemplateResult =>
  icon(svg`<path d="M10 12.5v-9M6.2 7 10 3.2 13.8 7M3.5 12v3.2a1.6 1.6 0 0 0 1.6 1.6h9.8
    a1.6 1.6 0 0 0 1.6-1.6V12" />`);

function icon(content: SVGTemplateResult): TemplateResult {
  return html`<svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">${content}</svg>`;
}
