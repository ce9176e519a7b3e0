/* SPDX-License-Identifier: MIT
 *
 * What was refused of the files that were chosen at once, as a notice.
 */
import type { Capabilities } from '../server/capabilities.js';
import type { Words } from '../view/words.js';
import { type Dropped, droppedNotice } from './dropped-files.js';
import { type FileRules, type RefusedFile, refusedNotice } from './file-rules.js';

export class Refusals {
  #drops: readonly Dropped[] = [];
  #files: readonly RefusedFile[] = [];
  /** As they were when the first file was refused. */
  #rules: FileRules | null = null;

  dropped(drop: Dropped): void {
    this.#drops = [...this.#drops, drop];
  }

  refused(files: readonly RefusedFile[], rules: FileRules): void {
    this.#files = [...this.#files, ...files];
    this.#rules ??= rules;
  }

  /** Empty where nothing was refused. */
  text(capabilities: Capabilities | null, words: Words): string {
    const notices = this.#drops.map((drop) => droppedNotice(drop, words));
    if (this.#rules) notices.push(refusedNotice(this.#files, this.#rules, capabilities, words));
    return notices.filter(Boolean).join(' ');
  }
}
