/* SPDX-License-Identifier: MIT
 *
 * A plugin for Uppy: after the bytes, the server's stages appear in Uppy's own status bar. Uppy
 * sends the files by its plugin Tus; this plugin only listens. Use removeFingerprintOnSuccess:
 * without it Uppy finds a file complete that the server refused after the last byte, and does not
 * send it again.
 *
 *     uppy.use(Tus, { endpoint: '/uploads/', removeFingerprintOnSuccess: true });
 *     uppy.use(LoadlineStages, { endpoint: '/uploads/' });
 */
import { BasePlugin, type Body, type Meta, type PluginOpts, type Uppy } from '@uppy/core';
import { plainText } from '../base/plain-text.js';
import { type ClientOptions, LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import type { ProgressDocument, StageDocument } from '../store/document.js';
import { isNewer } from '../store/store.js';
import { say } from '../view/say.js';
import { ENGLISH, type Words } from '../view/words.js';

export interface LoadlineStagesOptions extends PluginOpts, ClientOptions {
  readonly words?: Words;
}

export class LoadlineStages<M extends Meta, B extends Body> extends BasePlugin<
  LoadlineStagesOptions,
  M,
  B
> {
  /** By URL: processing that failed and may be retried. A retry in Uppy retries it. */
  readonly #failures = new Map<string, ProgressDocument>();
  readonly #client: LoadlineClient;

  constructor(uppy: Uppy<M, B>, options: LoadlineStagesOptions = {}) {
    super(uppy, options);
    this.id = options.id ?? 'LoadlineStages';
    this.type = 'modifier';
    this.#client = new LoadlineClient(options);
  }

  override install(): void {
    this.uppy.addPostProcessor(this.#follow);
  }

  override uninstall(): void {
    this.uppy.removePostProcessor(this.#follow);
    this.#client.dispose();
  }

  readonly #follow = async (fileIds: string[]): Promise<void> => {
    await Promise.all(fileIds.map((id) => this.#followOne(id)));
  };

  /** Settles when the server's processing ends, well or badly. */
  #followOne(fileId: string): Promise<void> {
    const url = this.uppy.getFile(fileId)?.uploadURL;
    const client = this.#client;
    if (!url) return Promise.resolve();
    const upload = client.follow(url);
    const failure = this.#failures.get(url);
    this.#failures.delete(url);
    if (failure) upload.reprocess();
    return new Promise((resolve) => {
      const stop = client.subscribe(() => {
        // The final document of the previous attempt says nothing about this one.
        if (failure && upload.document && !isNewer(upload.document, failure)) return;
        this.#tell(fileId, upload.document);
        if (!upload.isOver) return;
        stop();
        this.#end(fileId, upload);
        client.remove(upload);
        resolve();
      });
    });
  }

  #tell(fileId: string, document: ProgressDocument | null): void {
    const file = this.uppy.getFile(fileId);
    const stages = document?.stages ?? [];
    const at = stages.findIndex(({ state }) => state === 'running');
    const stage = stages[at];
    if (!file || !stage) return;
    const words = this.opts.words ?? ENGLISH;
    const step = say(words, words.step, { current: at + 1, all: stages.length });
    const message = `${stageSentence(stage)} (${step})`;
    this.uppy.emit(
      'postprocess-progress',
      file,
      stage.progress === null
        ? { mode: 'indeterminate', message }
        : { mode: 'determinate', message, value: stage.progress / 100 },
    );
  }

  /** Uppy has no event for failed processing: the file gets the error of an upload. */
  #end(fileId: string, { document, transfer }: Upload): void {
    const file = this.uppy.getFile(fileId);
    if (!file) return;
    const isDone = document?.state === 'done';
    if (!isDone) this.uppy.emit('upload-error', file, new Error(this.#reason(document)));
    this.uppy.emit('postprocess-complete', file);
    if (isDone) return;
    if (document?.error?.retryable && transfer.url) this.#failures.set(transfer.url, document);
    else this.#sendAgain(fileId);
  }

  #reason(document: ProgressDocument | null): string {
    const { problem } = this.opts.words ?? ENGLISH;
    const said = document?.error?.message;
    if (said) return plainText(said);
    return problem[document?.state ?? 'other'] ?? problem.other ?? '';
  }

  /** Uppy takes the file for uploaded: only a new upload can have another result. */
  #sendAgain(fileId: string): void {
    const { progress } = this.uppy.getFile(fileId);
    const change: object = { tus: {}, progress: { ...progress, uploadComplete: false } };
    this.uppy.setFileState(fileId, change);
  }
}

function stageSentence({ label, message }: StageDocument): string {
  return plainText(message ? `${label}: ${message}` : label);
}
