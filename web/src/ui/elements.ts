/* SPDX-License-Identifier: MIT
 *
 * Registers the elements, unless the page has done so already.
 */
import { LoadlineBar } from './bar.js';
import { LoadlineFile } from './file.js';
import { LoadlinePicture } from './picture.js';
import { LoadlineProgress } from './progress.js';
import { LoadlineRows } from './rows.js';
import { LoadlineStageList } from './stage-list.js';
import { LoadlineStatus } from './status.js';
import { LoadlineUpload } from './upload.js';
import type { EventDetails } from './upload-events.js';

const ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  'loadline-bar': LoadlineBar,
  'loadline-stages': LoadlineStageList,
  'loadline-status': LoadlineStatus,
  'loadline-picture': LoadlinePicture,
  'loadline-file': LoadlineFile,
  'loadline-rows': LoadlineRows,
  'loadline-upload': LoadlineUpload,
  'loadline-progress': LoadlineProgress,
};

for (const [name, element] of Object.entries(ELEMENTS)) {
  if (!customElements.get(name)) customElements.define(name, element);
}

/** The events of `<loadline-upload>`; they bubble. */
type EventsOf<Details> = { [Name in keyof Details]: CustomEvent<Details[Name]> };
type LoadlineEvents = EventsOf<EventDetails>;

declare global {
  interface HTMLElementTagNameMap {
    'loadline-upload': LoadlineUpload;
    'loadline-progress': LoadlineProgress;
  }
  interface HTMLElementEventMap extends LoadlineEvents {}
  interface DocumentEventMap extends LoadlineEvents {}
}
