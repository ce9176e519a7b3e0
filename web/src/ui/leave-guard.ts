/* SPDX-License-Identifier: MIT
 *
 * Leaving the page asks first while files of it are not stored. It follows the client until they are,
 * also while the element that shows them is away.
 */
import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import { isElsewhere } from '../transfer/transfer.js';

export class LeaveGuard {
  #unsubscribe: (() => void) | null = null;

  /** Asks from now on, as long as it is needed. */
  follow(client: LoadlineClient): void {
    if (this.#unsubscribe || !isNeeded(client)) return;
    const unsubscribe = client.subscribe(() => {
      if (!isNeeded(client)) this.stop();
    });
    // The browser shows its own words.
    const ask = (event: Event) => {
      if (isNeeded(client)) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    this.#unsubscribe = () => {
      unsubscribe();
      window.removeEventListener('beforeunload', ask);
    };
  }

  stop(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }
}

function isNeeded({ uploads }: LoadlineClient): boolean {
  return uploads.some(isUnsent);
}

/** Whether the file would have to be chosen again: this page has it, and the server not all of it. */
function isUnsent({ file, isOver, isWhole, transfer }: Upload): boolean {
  return file !== null && !isOver && !isWhole && !isElsewhere(transfer);
}
