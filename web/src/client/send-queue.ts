/* SPDX-License-Identifier: MIT
 *
 * Starts waiting uploads in order, a few at a time. What the server is known to refuse fails without
 * being sent.
 */
import { refusalOf } from '../server/acceptance.js';
import type { Capabilities } from '../server/capabilities.js';
import { isElsewhere, type Transfer } from '../transfer/transfer.js';
import type { Upload } from './upload.js';

const DEFAULT_PARALLEL = 3;

export interface QueueOptions {
  /** How many uploads are sent at a time. */
  readonly parallel?: number | undefined;
}

export class SendQueue {
  /** Called before a file is sent; where one returns false, the file is paused. */
  readonly guards = new Set<(upload: Upload) => boolean>();
  readonly #options: QueueOptions;
  #isHeld = false;
  #hasChanged = false;
  /** By whose rules `#accepted` was judged. */
  #judgedBy: Capabilities | null = null;
  /** What the server does not refuse as far as it is known, by its name: thousands may wait. */
  #accepted = new WeakMap<Upload, string>();

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Whether more changes are to come before what follows from them. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Called after each change, also of what it changes itself. */
  startNext(uploads: () => readonly Upload[], capabilities: Capabilities): void {
    this.#hasChanged = true;
    if (this.#isHeld) return;
    this.#isHeld = true;
    try {
      while (this.#hasChanged) {
        this.#hasChanged = false;
        const all = uploads();
        let free = this.#countFree(all);
        for (const upload of all) {
          if (upload.transfer.state !== 'waiting') continue;
          if (this.#isRefused(upload, capabilities) || free <= 0) continue;
          this.#start(upload);
          free = this.#countFree(uploads());
        }
      }
    } finally {
      this.#isHeld = false;
    }
  }

  /** Pauses them; the places that this frees start nothing before startNext(). */
  pause(uploads: readonly Upload[]): void {
    this.whileHeld(() => {
      for (const upload of uploads) if (!upload.isOver) upload.pause();
    });
  }

  /** What was paused waits for its turn again. */
  resume(uploads: readonly Upload[]): void {
    this.whileHeld(() => {
      for (const upload of uploads) upload.queue();
    });
  }

  /** What `change` does to uploads starts nothing before startNext(). */
  whileHeld<Result>(change: () => Result): Result {
    const isHeld = this.#isHeld;
    this.#isHeld = true;
    try {
      return change();
    } finally {
      this.#isHeld = isHeld;
    }
  }

  /** Refuses the file where the server would. */
  #isRefused(upload: Upload, capabilities: Capabilities): boolean {
    if (capabilities !== this.#judgedBy) {
      this.#judgedBy = capabilities;
      this.#accepted = new WeakMap();
    }
    const { name, size, file } = upload.source;
    if (this.#accepted.get(upload) === name) return false;
    const refusal = refusalOf(capabilities, { name, size, type: file?.type ?? '' });
    if (refusal === null) this.#accepted.set(upload, name);
    else upload.refuse(refusal);
    return refusal !== null;
  }

  /** The page's functions may change anything meanwhile. */
  #start(upload: Upload): void {
    const mayStart = [...this.guards].every((guard) => guard(upload));
    if (upload.transfer.state !== 'waiting') return;
    if (mayStart) upload.start();
    else upload.pause();
  }

  #countFree(uploads: readonly Upload[]): number {
    let free = this.#options.parallel ?? DEFAULT_PARALLEL;
    for (const { transfer } of uploads) if (isSending(transfer)) free--;
    return free;
  }
}

/** What waits for another window leaves its place to the next one. */
function isSending(transfer: Transfer): boolean {
  return ['sending', 'retrying'].includes(transfer.state) && !isElsewhere(transfer);
}
