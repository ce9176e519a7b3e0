/* SPDX-License-Identifier: MIT
 *
 * A plugin for Uppy: after the bytes come the server's stages, in Uppy's own status bar. Uppy sends the files, by its
 * plugin Tus; this one only listens. Without removeFingerprintOnSuccess a file that the server refused after its last
 * byte is found complete when it is tried again.
 *
 *     uppy.use(Tus, { endpoint: '/uploads/', removeFingerprintOnSuccess: true });
 *     uppy.use(LoadlineStages, { endpoint: '/uploads/' });
 */
import { type ClientOptions, LoadlineClient } from './client.js';
import type { ProgressDocument, StageDocument } from './document.js';
import type { Upload } from './upload.js';
import { ENGLISH, type Words } from './words.js';

/** What this plugin needs of Uppy; @uppy/core is the site's own. */
export interface UppyFile {
  readonly id: string;
  readonly name?: string | undefined;
}

export interface UppyCore {
  addPostProcessor(fn: PostProcessor): void;
  removePostProcessor(fn: PostProcessor): void;
  getFile(id: string): UppyFile | undefined;
  setFileState(id: string, state: object): void;
  on(event: string, listener: (...words: never[]) => void): unknown;
  off(event: string, listener: (...words: never[]) => void): unknown;
  emit(event: string, ...words: unknown[]): void;
}

type PostProcessor = (fileIds: string[], uploadId: string) => Promise<void>;

export interface LoadlineStagesOptions extends ClientOptions {
  readonly id?: string;
  readonly words?: Words;
}

/** What was uploaded under which URL. */
interface Uploaded {
  readonly uploadURL?: string | undefined;
}

export class LoadlineStages {
  readonly id: string;
  readonly type = 'modifier';
  readonly #uppy: UppyCore;
  readonly #options: LoadlineStagesOptions;
  readonly #urls = new Map<string, string>();
  /** Uploads whose processing failed in a way that may pass: trying again means that. */
  readonly #retryable = new Set<string>();
  #client: LoadlineClient | null = null;

  constructor(uppy: UppyCore, options: LoadlineStagesOptions = {}) {
    this.id = options.id ?? 'LoadlineStages';
    this.#uppy = uppy;
    this.#options = options;
  }

  install(): void {
    this.#client = new LoadlineClient(this.#options);
    this.#uppy.on('upload-success', this.#uploaded);
    this.#uppy.addPostProcessor(this.#follow);
  }

  uninstall(): void {
    this.#uppy.removePostProcessor(this.#follow);
    this.#uppy.off('upload-success', this.#uploaded);
    this.#client?.dispose();
  }

  /** Uppy asks plugins for these. */
  setOptions(): void {}
  update(): void {}
  afterUpdate(): void {}

  readonly #uploaded = (file: UppyFile | undefined, { uploadURL }: Uploaded): void => {
    if (file && uploadURL) this.#urls.set(file.id, uploadURL);
  };

  readonly #follow: PostProcessor = async (fileIds) => {
    await Promise.all(fileIds.map((id) => this.#followOne(id)));
  };

  /** Ends when the server's processing does, whichever way. */
  #followOne(fileId: string): Promise<void> {
    const url = this.#urls.get(fileId);
    const client = this.#client;
    if (!url || !client) return Promise.resolve();
    const upload = client.follow(url);
    if (this.#retryable.delete(url)) upload.reprocess();
    return new Promise((resolve) => {
      const stop = client.subscribe(() => {
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
    const file = this.#uppy.getFile(fileId);
    const stages = document?.stages ?? [];
    const at = stages.findIndex(({ state }) => state === 'running');
    const stage = stages[at];
    if (!file || !stage) return;
    const { step } = this.#options.words ?? ENGLISH;
    const message = `${sentence(stage)} (${step(at + 1, stages.length)})`;
    this.#uppy.emit(
      'postprocess-progress',
      file,
      stage.progress === null
        ? { mode: 'indeterminate', message }
        : { mode: 'determinate', message, value: stage.progress / 100 },
    );
  }

  /** Uppy knows no failure of processing: the file's error is that of its upload. */
  #end(fileId: string, { document, transfer }: Upload): void {
    const file = this.#uppy.getFile(fileId);
    if (!file) return;
    if (document?.state !== 'done') {
      // Uppy's Tus would find the upload complete: only a new one can turn out otherwise.
      if (document?.error?.retryable && transfer.url) this.#retryable.add(transfer.url);
      else this.#uppy.setFileState(fileId, { tus: undefined });
      const words = this.#options.words ?? ENGLISH;
      const state = document?.state ?? 'other';
      const message = document?.error?.message ?? words.problem[state] ?? words.problem.other ?? '';
      this.#uppy.emit('upload-error', file, new Error(message));
    }
    this.#uppy.emit('postprocess-complete', file);
  }
}

function sentence({ label, message }: StageDocument): string {
  return message ? `${label}: ${message}` : label;
}
