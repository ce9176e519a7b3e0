/* SPDX-License-Identifier: MIT
 *
 * The icons: strokes on a field of 20 x 20, in the colour of the text beside them.
 */
import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import type { Action, Phase } from '../view/words.js';
import type { FileKind } from './file-kinds.js';

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
const CHEVRON = svg`<path d="m5.5 8 4.5 4.5L14.5 8" />`;
const DASH = svg`<path d="M5.5 10h9" />`;
const PENCIL = svg`<path d="m4.5 15.5.8-3.3L13 4.5 15.5 7l-7.7 7.7z" />`;
const FRAME = svg`<path d="M3.5 5v10h13V5z" />`;
const PAGE = svg`<path d="M5 3v14h10V7l-4-4zM11 3v4h4" />`;

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

const KIND_ICONS: Readonly<Record<FileKind, SVGTemplateResult>> = {
  image: svg`${FRAME}<path d="m4 14 3.5-4 3 3 2-2 3.5 3.5M13 8v.1" />`,
  video: svg`${FRAME}<path d="M8.5 7.8v4.4l3.6-2.2z" />`,
  audio: svg`<path d="M8 14V5.5L15 4v8.5" /><circle cx="6" cy="14" r="2" /><circle cx="13" cy="12.5" r="2" />`,
  pdf: svg`${PAGE}<path d="M8 14c2-2 2.5-5 1.5-5s1 4 3 3.5-2.5-.5-4.5 1.5" />`,
  text: svg`${PAGE}<path d="M8 10.5h4M8 13.5h4" />`,
  sheet: svg`${PAGE}<path d="M8 10h4v4H8zM8 12h4M10 10v4" />`,
  archive: svg`${PAGE}<path d="M8 5v.1M9 7v.1M8 9v.1M8.5 12v2" />`,
  other: PAGE,
};

export const kindIcon = (kind: FileKind): TemplateResult => icon(KIND_ICONS[kind]);
export const phaseIcon = (phase: Phase): TemplateResult => icon(PHASE_ICONS[phase]);
export const actionIcon = (action: Action): TemplateResult => icon(ACTION_ICONS[action]);
export const moreIcon = (): TemplateResult => icon(CHEVRON);
export const checkIcon = (): TemplateResult => icon(CHECK);
export const crossIcon = (): TemplateResult => icon(CROSS);
export const dashIcon = (): TemplateResult => icon(DASH);
export const dropIcon = (): TemplateResult =>
  icon(svg`<path d="M10 12.5v-9M6.2 7 10 3.2 13.8 7M3.5 12v3.2a1.6 1.6 0 0 0 1.6 1.6h9.8
    a1.6 1.6 0 0 0 1.6-1.6V12" />`);

function icon(content: SVGTemplateResult): TemplateResult {
  return html`<svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">${content}</svg>`;
}
