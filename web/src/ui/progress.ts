/* SPDX-License-Identifier: MIT
 *
 * <loadline-progress>: the progress of an upload that another page or a program sends.
 *
 *     <loadline-progress id="0123…" endpoint="/uploads/"></loadline-progress>
 *
 * With the key (ID.KEY) people can cancel the upload and retry its processing.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { TokenProvider } from '../server/request.js';
import { announcement } from '../view/announcement.js';
import type { FileView } from '../view/file-view.js';
import { type Action, ENGLISH, type Words } from '../view/words.js';
import { FILE_PARTS } from './file.js';
import { type FollowedUpload, followUpload } from './followed-uploads.js';
import { followLanguage } from './page-language.js';
import { theme } from './theme.js';
import { Ticker } from './ticker.js';
import { uploadStyles } from './upload-styles.js';
import { viewUpload } from './upload-view.js';

export class LoadlineProgress extends LitElement {
  static override readonly properties = {
    id: { type: String },
    endpoint: { type: String },
    token: { attribute: false },
    words: { attribute: false },
    spoken: { state: true },
  };

  static override readonly styles = [theme, uploadStyles];

  declare endpoint: string;
  declare token: TokenProvider | undefined;
  declare words: Words;
  declare spoken: string;
  #followed: FollowedUpload | null = null;
  #unsubscribe: (() => void) | undefined;
  #view: FileView | null = null;
  readonly #ticker = new Ticker(() => this.requestUpdate());

  constructor() {
    super();
    this.endpoint = '/uploads/';
    this.token = undefined;
    this.words = ENGLISH;
    this.spoken = '';
    followLanguage(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // An element that was removed and put back follows the upload again.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    queueMicrotask(() => {
      if (!this.isConnected) this.#dispose();
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    // A token that comes after the element counts. One that takes the place of another does not:
    // frameworks make a new function each time they draw.
    const isFirstToken = changed.has('token') && !changed.get('token');
    if (!this.#followed || isFirstToken || changed.has('id')) this.#follow();
    if (!this.#followed) return;
    const { client, upload } = this.#followed;
    const options = { client, waitingBefore: 0, now: Date.now(), words: this.words };
    const view = viewUpload(upload, options);
    this.spoken = announcement(this.#view ?? undefined, view, this.words) ?? this.spoken;
    this.#view = view;
    this.#ticker.keep(!upload.isOver);
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.#followed || !this.#view) return nothing;
    const { client } = this.#followed;
    return html`
      <div class="head">
        <loadline-status
          exportparts="status, refresh"
          .health=${client.health}
          .now=${Date.now()}
          .words=${this.words}
          @refresh=${() => client.reconnect()}
        ></loadline-status>
      </div>
      <loadline-file
        exportparts=${FILE_PARTS}
        .view=${this.#view}
        .words=${this.words}
        @action=${(event: CustomEvent<Action>) => this.#act(event.detail)}
      ></loadline-file>
      <div class="unseen" role="status" aria-live="polite">${this.spoken}</div>
    `;
  }

  #follow(): void {
    this.#dispose();
    if (!this.id) return;
    this.#followed = followUpload(this.id, this.endpoint, this.token);
    this.#unsubscribe = this.#followed.client.subscribe(() => this.requestUpdate());
  }

  #act(action: Action): void {
    if (action === 'cancel') void this.#followed?.upload.cancel();
    if (action === 'reprocess') this.#followed?.upload.reprocess();
  }

  #dispose(): void {
    this.#ticker.keep(false);
    this.#unsubscribe?.();
    this.#followed?.release();
    this.#followed = null;
    this.#view = null;
  }
}
