/* SPDX-License-Identifier: MIT
 *
 * The icons: strokes on a field of 20 x 20, in the colour of the text beside them.
 */
import { html, type TemplateResult } from 'lit';
import type { Action, Phase } from '../view/words.js';
import type { FileKind } from './file-kinds.js';

const ARROW_UP = 'M10 15.5v-11M5.5 9 10 4.5 14.5 9';
const CHECK = 'm4.5 10.5 3.7 3.7 7.3-8';
const CROSS = 'm5.5 5.5 9 9m0-9-9 9';
const STOP = 'M5 5v10h10V5z';
const PAUSE = 'M7 5v10M13 5v10';
const PLAY = 'M7 4.8v10.4l8-5.2z';
const CIRCLE_ARROW = 'M15.2 8A5.7 5.7 0 1 0 15.5 12M15.5 4v4h-4';
const CLOCK = 'M10 5.5V10l3 2M3.5 10a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0';
const GEAR =
  'M7.6 10a2.4 2.4 0 1 0 4.8 0a2.4 2.4 0 1 0-4.8 0M10 3.4v2m0 9.2v2M3.4 10h2m9.2 0h2M5.3 5.3l1.5 1.5m6.4 6.4 1.5 1.5m0-9.4-1.5 1.5m-6.4 6.4-1.5 1.5';
const ALERT = 'M10 5v6.2M10 14.4v.2';
const CHEVRON = 'm5.5 8 4.5 4.5L14.5 8';
const DASH = 'M5.5 10h9';
const PENCIL = 'm4.5 15.5.8-3.3L13 4.5 15.5 7l-7.7 7.7z';
const FRAME = 'M3.5 5v10h13V5z';
const PAGE = 'M5 3v14h10V7l-4-4zM11 3v4h4';

const PHASE_ICONS: Readonly<Record<Phase, string>> = {
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
  expired: ALERT,
};

const ACTION_ICONS: Readonly<Record<Action, string>> = {
  start: PLAY,
  rename: PENCIL,
  pause: PAUSE,
  resume: PLAY,
  retryNow: CIRCLE_ARROW,
  cancel: STOP,
  reprocess: GEAR,
  again: CIRCLE_ARROW,
  remove: CROSS,
};

const KIND_ICONS: Readonly<Record<FileKind, string>> = {
  image: `${FRAME}M4 14l3.5-4 3 3 2-2 3.5 3.5M13 8v.1`,
  video: `${FRAME}M8.5 7.8v4.4l3.6-2.2z`,
  audio: 'M8 14V5.5L15 4v8.5M4 14a2 2 0 1 0 4 0a2 2 0 1 0-4 0M11 12.5a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
  pdf: `${PAGE}M8 14c2-2 2.5-5 1.5-5s1 4 3 3.5-2.5-.5-4.5 1.5`,
  text: `${PAGE}M8 10.5h4M8 13.5h4`,
  sheet: `${PAGE}M8 10h4v4H8zM8 12h4M10 10v4`,
  archive: `${PAGE}M8 5v.1M9 7v.1M8 9v.1M8.5 12v2`,
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
  icon(
    'M10 12.5v-9M6.2 7 10 3.2 13.8 7M3.5 12v3.2a1.6 1.6 0 0 0 1.6 1.6h9.8a1.6 1.6 0 0 0 1.6-1.6V12',
  );

function icon(path: string): TemplateResult {
  return html`<svg viewBox="0 0 20 20" aria-hidden="true"><path d=${path} /></svg>`;
}
