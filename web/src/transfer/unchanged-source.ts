/* SPDX-License-Identifier: MIT
 *
 * What tus-js-client reads of a file, so that the server never gets a whole file of which a part is
 * from before a change on the disk and a part from after it. A small file is read at once. A large one
 * is sampled before it is sent, and its end is sent in a request of its own, after the file was found
 * unchanged: until then the upload is not whole, whatever happened while the rest was read.
 */
import { readPart } from './content-sample.js';

/** Files up to this size are read at once. */
const SMALL_BYTES = 1_048_576;
/** The length of the end of a larger one. */
const END_BYTES = 65_536;

/** What is sent: a part of the file, or bytes in memory, with the name that tus-js-client asks for. */
type Bytes = Uint8Array<ArrayBuffer>;
type Piece = Blob | (Bytes & { readonly size: number });

export class UnchangedSource {
  readonly size: number;
  readonly #file: Blob;
  readonly #isSame: (content?: Bytes) => Promise<boolean>;
  #content: Promise<Bytes> | null = null;
  /** Whether it was unchanged before a part of it was read. */
  #wasSame: Promise<boolean> | null;

  /**
   * `isSame` tells whether the file, or what was read of it, is as it was when it was first read;
   * `isSampled`: it was found so just now.
   */
  constructor(file: Blob, isSame: (content?: Bytes) => Promise<boolean>, isSampled = false) {
    this.#wasSame = isSampled ? Promise.resolve(true) : null;
    this.size = file.size;
    this.#file = file;
    this.#isSame = isSame;
  }

  /** May return less than asked for. Rejects where the file has changed, or cannot be read. */
  async slice(start: number, end: number): Promise<{ value: Piece; done: boolean }> {
    const { size } = this;
    if (size <= SMALL_BYTES) {
      this.#content ??= this.#readWhole();
      return { value: sized((await this.#content).subarray(start, end)), done: end >= size };
    }
    this.#wasSame ??= this.#isSame();
    if (!(await this.#wasSame)) throw new Error('the file has changed');
    const endAt = size - END_BYTES;
    if (end < size) return { value: this.#file.slice(start, end), done: false };
    if (start < endAt) return { value: this.#file.slice(start, endAt), done: false };
    // First read, then compared: nothing is read after that.
    const value = sized(await readPart(this.#file.slice(start, end)));
    if (!(await this.#isSame())) throw new Error('the file has changed');
    return { value, done: true };
  }

  async #readWhole(): Promise<Bytes> {
    const content = await readPart(this.#file);
    if (!(await this.#isSame(content))) throw new Error('the file has changed');
    return content;
  }

  close(): void {
    this.#content = null;
  }
}

function sized(bytes: Bytes): Piece {
  return Object.assign(bytes, { size: bytes.length });
}
