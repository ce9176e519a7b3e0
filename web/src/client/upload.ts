/* SPDX-License-Identifier: MIT
 *
 * One upload: the transfer of its bytes and the document of the server, brought together. It is
 * over when the server says so.
 */

import type { Command } from '../server/commands.js';
import { localProblem } from '../server/problem.js';
import { idOf } from '../server/upload-url.js';
import { isTerminal, type ProgressDocument } from '../store/document.js';
import type { StoreEntry } from '../store/store.js';
import {
  isElsewhere,
  isUntold,
  type Transfer,
  type TransferControl,
} from '../transfer/transfer.js';

/** What is uploaded. The file is null where only the list entry survived a reload. */
export interface Source {
  /** The file's own name, unless a person has given it another one. */
  name: string;
  readonly size: number;
  readonly file: File | null;
  /** Only watched: another page or a program sends it. */
  readonly isFollowed?: boolean;
}

export interface UploadContext {
  readonly makeTransfer: (changed: () => void) => TransferControl;
  readonly watch: (id: string) => void;
  readonly unwatch: (id: string) => void;
  readonly progressUrl: () => string | null;
  readonly command: (url: string, what: Command) => void;
  readonly changed: (upload: Upload) => void;
}

export class Upload {
  /** Identifies an upload on this page, also before it has an id. */
  readonly key: number;
  readonly source: Source;
  readonly #context: UploadContext;
  readonly #control: TransferControl;
  #id: string | null = null;
  #entry: StoreEntry | null = null;
  #heardAt: number | null = null;
  #isHeld = false;
  /** Whether processing was asked for again: the old end may still arrive, and is none. */
  #isAsked = false;

  /** `url` is set for an upload that began before a reload. */
  constructor(key: number, source: Source, context: UploadContext, url: string | null = null) {
    this.key = key;
    this.source = source;
    this.#context = context;
    this.#control = context.makeTransfer(() => this.#transferChanged());
    if (url !== null) this.#control.restore(url);
  }

  /** The file; null where it is missing after a reload. */
  get file(): File | null {
    return this.source.file;
  }

  /** The server's id for it; null until it has one. */
  get id(): string | null {
    return this.#id;
  }

  get transfer(): Transfer {
    return this.#control.transfer;
  }

  /** The URL of its status page, without the key; null until it is known. */
  get link(): string | null {
    const base = this.#context.progressUrl();
    return base === null || this.#id === null ? null : new URL(this.#id, base).href;
  }

  /** The newest document of the server. */
  get document(): ProgressDocument | null {
    return this.#entry?.document ?? null;
  }

  /** When that arrived, by this page's clock. */
  get heardAt(): number | null {
    return this.#heardAt;
  }

  /** Whether the server's record is missing for now. */
  get isUnknown(): boolean {
    return this.isGone || this.#entry?.presence === 'stale';
  }

  /** Whether the server tells nothing of it to this page, as where a token is missing or expired. */
  get isDenied(): boolean {
    return this.#entry?.presence === 'denied';
  }

  /** Whether the server has said that it has no such upload; one that is new it may not know yet. */
  get isGone(): boolean {
    return this.#entry?.presence === 'gone';
  }

  /** Whether nothing more will happen by itself. */
  get isOver(): boolean {
    const { state } = this.transfer;
    if (state === 'cancelled' || state === 'failed') return true;
    return this.document !== null && isTerminal(this.document.state);
  }

  /** Whether the server has every byte, or wants no more of them. */
  get isWhole(): boolean {
    const { transfer, document } = this;
    if (transfer.state === 'complete') return true;
    return document !== null && !['created', 'uploading'].includes(document.state);
  }

  /**
   * Whether the server is known to have not all of it, and it is this page's: not so before the server
   * has told what is there, nor while another window sends it.
   */
  get isPart(): boolean {
    const { transfer, document } = this;
    if (document === null && isUntold(transfer)) return false;
    return !this.isWhole && !isElsewhere(transfer);
  }

  /**
   * Whether it began before a reload, is unfinished, and seems to be of this file. The parameters are
   * values, not the File: a browser looks at the disk each time it is asked for a size.
   */
  awaits({ name, size }: Pick<Source, 'name' | 'size'>): boolean {
    const { source, transfer } = this;
    return (
      source.file === null &&
      source.name === name &&
      source.size === size &&
      transfer.state === 'paused' &&
      !this.isWhole
    );
  }

  start(): void {
    this.#control.start();
  }

  /** Gives it another name on the server, before it is sent. */
  rename(name: string): void {
    const { url, startedAt } = this.transfer;
    if (url !== null || startedAt !== null) return;
    this.source.name = name;
    this.#context.changed(this);
  }

  /** Waits for its turn again after a pause, or before its beginning. */
  queue(): void {
    if (this.file !== null) this.#control.queue();
  }

  /** Resumes an upload that began before a reload: this one has the file. */
  takeOver(begun: Upload): void {
    this.#control.takeOver(begun.transfer);
    // The server does not tell again what has not changed.
    this.#entry = begun.#entry;
    this.#heardAt = begun.#heardAt;
  }

  /** Ends the wait for a retry: the server can be reached again. */
  nudge(): void {
    this.#control.nudge();
  }

  pause(): void {
    this.#control.pause();
  }

  /** Pauses it until resume(), if it was being sent. */
  suspend(): void {
    this.#isHeld = ['sending', 'retrying'].includes(this.transfer.state);
    if (this.#isHeld) this.pause();
  }

  resume(): void {
    if (this.#isHeld && this.transfer.state === 'paused') this.start();
    this.#isHeld = false;
  }

  /** Stops it and deletes it on the server, unless another window sends it. */
  async cancel(): Promise<void> {
    const { url: known, state } = this.transfer;
    const isOther = isElsewhere(this.transfer);
    const isThere = known !== null && (state === 'complete' || this.file === null);
    this.#forget();
    const isTold = (await this.#control.cancel(!isThere && !isOther)) || isOther;
    // The upload may have got its URL only now.
    const { url } = this.transfer;
    if (url !== null && !isTold) this.#context.command(url, 'cancel');
  }

  /** Asks the server to process it again after a failure. */
  reprocess(): void {
    const { url } = this.transfer;
    if (url === null || this.#id === null) return;
    this.#context.watch(this.#id);
    this.#isAsked = true;
    this.#context.command(url, 'retry');
  }

  /** Fails the file without sending it. */
  refuse(code: string): void {
    this.#control.fail(localProblem(code, null));
  }

  /** Takes a new entry of the store. */
  hear(entry: StoreEntry): void {
    this.#entry = entry;
    if (entry.presence === 'known') this.#heardAt = Date.now();
    const { document } = entry;
    if (document) {
      this.#control.serverHas(document.received);
      if (isTerminal(document.state)) this.#ended(document);
      else this.#isAsked = false;
    }
    this.#context.changed(this);
  }

  dispose(): void {
    this.#forget();
    this.#control.dispose();
  }

  #ended(document: ProgressDocument): void {
    if (!this.#isAsked) this.#forget();
    const { state } = this.transfer;
    const isSending = this.file !== null && state !== 'complete' && state !== 'cancelled';
    if (document.state === 'done' || !isSending) return;
    const { error } = document;
    this.#control.fail(localProblem(error?.code ?? document.state, error?.message ?? null));
  }

  #transferChanged(): void {
    const { url } = this.transfer;
    const id = url === null ? null : idOf(url);
    if (id !== this.#id) {
      this.#forget();
      this.#id = id;
      this.#entry = null;
      if (id !== null) this.#context.watch(id);
    }
    this.#context.changed(this);
  }

  #forget(): void {
    if (this.#id !== null) this.#context.unwatch(this.#id);
  }
}
