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
import { UnfinishedUploads } from '../transfer/unfinished-uploads.js';
import { hasBegun } from '../view/phase.js';

/** Null: no limit, or none that is known. */
export interface QuotaRoom {
  readonly bytesLeft: number | null;
  readonly uploadsLeft: number | null;
}

export const NO_QUOTA: QuotaRoom = { bytesLeft: null, uploadsLeft: null };

/** An older answer is asked for again. */
const FRESH_MS = 5_000;
/** An older answer does not count; after a question without an answer, the next one waits so long. */
const VALID_MS = 60_000;
const INTENTIONS = ['pointerdown', 'focusin', 'dragenter'];

export class Quota {
  readonly #client: () => LoadlineClient;
  #answer: Capabilities | null = null;
  #at = 0;
  #askedAt = 0;
  /** Files that began before: their place is in the answer. */
  readonly #begun = new WeakSet<File>();
  /** The uploads that the answer counts. */
  #counted: ReadonlySet<number> = new Set();

  /** Asks again when something in the element is about to be used. */
  constructor(element: EventTarget, client: () => LoadlineClient) {
    this.#client = client;
    for (const name of INTENTIONS) element.addEventListener(name, () => this.#refresh());
  }

  /** Called after each change of the client. */
  note({ capabilities, uploads }: LoadlineClient): void {
    if (capabilities === this.#answer) return;
    this.#answer = capabilities;
    this.#at = performance.now();
    // The server may have created one whose URL is on its way.
    const created = uploads.filter((upload) => isHeld(upload) && hasBegun(upload.transfer));
    this.#counted = new Set(created.map(({ key }) => key));
  }

  /** What is left for files that are chosen now; `isReplaced`: they replace those in the list. */
  room(uploads: readonly Upload[], isReplaced = false): QuotaRoom {
    const { bytesLeft, uploadsLeft } = roomIn(this.#answer);
    const held = new Set(uploads.filter(isHeld).map(({ key }) => key));
    // What was removed may have made room.
    const isTrue = [...this.#counted].every((key) => held.has(key));
    if (!isTrue || this.#age > VALID_MS) return NO_QUOTA;
    const isKept = (upload: Upload) => !isReplaced || upload.isWhole;
    const added = uploads.filter(
      (each) => held.has(each.key) && this.#isAdded(each) && isKept(each),
    );
    const freed = uploads.filter((each) => this.#counted.has(each.key) && !isKept(each));
    const bytes = sizeOf(added) - sizeOf(freed);
    const count = added.length - freed.length;
    return {
      bytesLeft: bytesLeft === null ? null : Math.max(0, bytesLeft - bytes),
      uploadsLeft: uploadsLeft === null ? null : uploadsLeft - count,
    };
  }

  /** Tells which files have a place already: the server kept it when they began. */
  places(): (file: File) => boolean {
    const { uploads, capabilities } = this.#client();
    if (roomIn(this.#answer) === NO_QUOTA || !capabilities) return () => false;
    const waiting = uploads.filter(({ file }) => file === null);
    const isUnfinished = new UnfinishedUploads(capabilities.uploadUrl).lookup();
    return (file) => {
      const hasBegun = waiting.some((upload) => upload.awaits(file)) || isUnfinished(file);
      if (hasBegun) this.#begun.add(file);
      return hasBegun;
    };
  }

  #isAdded({ key, file }: Upload): boolean {
    return !this.#counted.has(key) && !(file && this.#begun.has(file));
  }

  #refresh(): void {
    const waitMs = this.#askedAt > this.#at ? VALID_MS : FRESH_MS;
    const age = performance.now() - Math.max(this.#askedAt, this.#at);
    if (roomIn(this.#answer) === NO_QUOTA || age <= waitMs) return;
    this.#askedAt = performance.now();
    this.#client().discover(true);
  }

  get #age(): number {
    return performance.now() - this.#at;
  }
}

function sizeOf(uploads: readonly Upload[]): number {
  return uploads.reduce((sum, { source }) => sum + source.size, 0);
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
