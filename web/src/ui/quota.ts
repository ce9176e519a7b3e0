/* SPDX-License-Identifier: MIT
 *
 * How much a person may still store: what the server told last, less what this page has added since.
 * It is asked again when a person is about to choose. Where the answer may no longer be true, there is
 * no limit here: the server decides when the upload is created, before a byte is sent.
 */
import { isRecord } from '../base/json.js';
import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import type { Capabilities } from '../server/capabilities.js';

/** Null: no limit, or none that is known. */
export interface QuotaRoom {
  readonly bytesLeft: number | null;
  readonly uploadsLeft: number | null;
}

export const NO_QUOTA: QuotaRoom = { bytesLeft: null, uploadsLeft: null };

/** An older answer is asked for again. */
const FRESH_MS = 5_000;
/** An older answer does not count. */
const VALID_MS = 60_000;
const INTENTIONS = ['pointerdown', 'focusin', 'dragenter'];

export class Quota {
  #answer: Capabilities | null = null;
  #at = 0;
  /** The uploads that the answer counts. */
  #counted: ReadonlySet<number> = new Set();

  /** Asks again when something in the element is about to be used. */
  constructor(element: EventTarget, client: () => LoadlineClient) {
    for (const name of INTENTIONS) {
      element.addEventListener(name, () => {
        if (roomIn(this.#answer) !== NO_QUOTA && this.#age > FRESH_MS) client().discover(true);
      });
    }
  }

  /** Called after each change of the client. */
  note({ capabilities, uploads }: LoadlineClient): void {
    if (capabilities === this.#answer) return;
    this.#answer = capabilities;
    this.#at = performance.now();
    const created = uploads.filter(({ transfer }) => transfer.url !== null);
    this.#counted = new Set(created.map(({ key }) => key));
  }

  /** What is left for files that are chosen now. */
  room(uploads: readonly Upload[], chosen: { count: number; bytes: number }): QuotaRoom {
    const { bytesLeft, uploadsLeft } = roomIn(this.#answer);
    const held = new Set(uploads.filter(isHeld).map(({ key }) => key));
    // What was removed may have made room.
    const isTrue = [...this.#counted].every((key) => held.has(key));
    if (!isTrue || this.#age > VALID_MS) return NO_QUOTA;
    const added = uploads.filter(({ key }) => held.has(key) && !this.#counted.has(key));
    const bytes = added.reduce((sum, { source }) => sum + source.size, chosen.bytes);
    return {
      bytesLeft: bytesLeft === null ? null : Math.max(0, bytesLeft - bytes),
      uploadsLeft: uploadsLeft === null ? null : uploadsLeft - added.length - chosen.count,
    };
  }

  get #age(): number {
    return performance.now() - this.#at;
  }
}

function roomIn(answer: Capabilities | null): QuotaRoom {
  const quota = answer?.quota;
  if (!isRecord(quota)) return NO_QUOTA;
  const { bytes_left, uploads_left } = quota;
  return {
    bytesLeft: typeof bytes_left === 'number' ? bytes_left : null,
    uploadsLeft: typeof uploads_left === 'number' ? uploads_left : null,
  };
}

/** Whether it takes its place in the quota, or will. */
function isHeld({ transfer }: Upload): boolean {
  return transfer.state !== 'cancelled' && !(transfer.state === 'failed' && transfer.url === null);
}
