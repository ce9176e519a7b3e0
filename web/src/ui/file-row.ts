/* SPDX-License-Identifier: MIT
 *
 * The row of one upload in a list, and what its buttons do.
 */
import { html, type TemplateResult } from 'lit';
import type { Upload } from '../client/upload.js';
import type { Action, Words } from '../view/words.js';
import { FILE_PARTS } from './file.js';
import type { ListViews } from './list-views.js';

export interface FileRowOptions {
  readonly views: ListViews;
  readonly words: Words;
  readonly isOff: boolean;
  readonly act: (upload: Upload, action: Action) => void;
  /** Whether more than a line is shown; always, if it is left out. */
  readonly isOpen?: boolean;
  readonly open?: () => void;
  readonly focused?: () => void;
}

export function fileRow(upload: Upload, options: FileRowOptions): TemplateResult {
  return html`
    <loadline-file
      exportparts=${FILE_PARTS}
      .view=${options.views.of(upload)}
      .file=${upload.file}
      .words=${options.words}
      .isOff=${options.isOff}
      .isOpen=${options.isOpen ?? null}
      @open=${options.open}
      @focusin=${options.focused}
      @rename=${(event: CustomEvent<string>) => upload.rename(event.detail)}
      @action=${(event: CustomEvent<Action>) => options.act(upload, event.detail)}
    ></loadline-file>
  `;
}
