/* SPDX-License-Identifier: MIT
 *
 * A file of three chunks as a browser uploader sends it, request by request. What its own source
 * does is noted in doc/protocol.md.
 */
import { randomUUID } from 'node:crypto';
import { type APIRequestContext, type APIResponse, expect } from '@playwright/test';

const STEP = 2000;
const SIZE = 5000;
export const COUNT = 3;

type Fields = Record<string, string | number>;

interface Chunk {
  readonly index: number;
  readonly offset: number;
  readonly data: Buffer;
}

/** What an uploader says besides the bytes, in fields of the form or in the header. */
interface Said {
  readonly fields?: Fields;
  readonly headers?: Record<string, string>;
}

/** The upload, as the answer to a chunk tells it: jQuery File Upload has a member of its own. */
type Described = Record<string, { id: string }[]>;

/** Resumable.js and those that come from it count from 1. */
function family(prefix: string): (chunk: Chunk, file: string) => Said {
  return ({ index, data }, file) => {
    const words: Fields = {
      ChunkNumber: index + 1,
      ChunkSize: STEP,
      CurrentChunkSize: data.length,
      TotalSize: SIZE,
      Identifier: `${SIZE}-${file}`,
      Filename: file,
      RelativePath: file,
      TotalChunks: COUNT,
    };
    const own = (word: string) =>
      prefix ? `${prefix}${word}` : `${word.charAt(0).toLowerCase()}${word.slice(1)}`;
    return {
      fields: Object.fromEntries(Object.entries(words).map(([word, value]) => [own(word), value])),
    };
  };
}

const FORMS: Record<string, (chunk: Chunk, file: string, uuid: string) => Said> = {
  dropzone: ({ index, offset }, _file, uuid) => ({
    fields: {
      dzuuid: uuid,
      dzchunkindex: index,
      dztotalfilesize: SIZE,
      dzchunksize: STEP,
      dztotalchunkcount: COUNT,
      dzchunkbyteoffset: offset,
    },
  }),
  'fine-uploader': ({ index, offset, data }, file, uuid) => ({
    fields: {
      qqpartindex: index,
      qqpartbyteoffset: offset,
      qqchunksize: data.length,
      qqtotalparts: COUNT,
      qqtotalfilesize: SIZE,
      qqfilename: file,
      qquuid: uuid,
    },
  }),
  flow: family('flow'),
  jquery: ({ offset, data }, file) => ({
    headers: {
      'Content-Range': `bytes ${offset}-${offset + data.length - 1}/${SIZE}`,
      'Content-Disposition': `attachment; filename="${file}"`,
    },
  }),
  plupload: ({ index }, file) => ({ fields: { name: file, chunk: index, chunks: COUNT } }),
  resumable: family('resumable'),
  'simple-uploader': family(''),
};

/** By their words in `uploaders`. */
export const UPLOADERS = [...Object.keys(FORMS), 'filepond'].sort();

export class ChunkSender {
  readonly uploader: string;
  /** Of the upload, once its first chunk is sent. */
  id = '';
  readonly #request: APIRequestContext;
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #uuid = randomUUID();
  #serverId = '';

  constructor(
    uploader: string,
    request: APIRequestContext,
    url: string,
    headers: Record<string, string> = {},
  ) {
    this.uploader = uploader;
    this.#request = request;
    this.#url = url;
    this.#headers = { 'X-Requested-With': 'XMLHttpRequest', ...headers }; // as a page's
  }

  async send(index: number): Promise<void> {
    const offset = index * STEP;
    const data = Buffer.alloc(Math.min(STEP, SIZE - offset));
    const chunk = { index, offset, data };
    this.id = await (this.uploader === 'filepond' ? this.#patch(chunk) : this.#post(chunk));
  }

  get #file(): string {
    return `${this.uploader}.bin`;
  }

  async #post(chunk: Chunk): Promise<string> {
    const say = FORMS[this.uploader];
    if (!say) throw new Error(`no uploader ${this.uploader}`);
    const { fields = {}, headers = {} } = say(chunk, this.#file, this.#uuid);
    const answer = await this.#request.post(this.#url, {
      headers: { ...this.#headers, ...headers, Accept: 'application/json' },
      multipart: {
        ...fields,
        file: { name: this.#file, mimeType: 'application/octet-stream', buffer: chunk.data },
      },
    });
    const { uploads, files } = JSON.parse(await said(answer, 200)) as Described;
    return (uploads ?? files)?.[0]?.id ?? '';
  }

  /** FilePond asks for an id first. */
  async #patch({ offset, data }: Chunk): Promise<string> {
    if (this.#serverId === '') {
      const answer = await this.#request.post(this.#url, {
        headers: { ...this.#headers, 'Upload-Length': String(SIZE) },
        multipart: { filepond: '{}' },
      });
      this.#serverId = await said(answer, 201);
    }
    const answer = await this.#request.patch(`${this.#url}?patch=${this.#serverId}`, {
      headers: {
        ...this.#headers,
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': String(offset),
        'Upload-Length': String(SIZE),
        'Upload-Name': this.#file,
      },
      data,
    });
    await said(answer, 204);
    return this.#serverId.slice(0, 32);
  }
}

async function said(answer: APIResponse, status: number): Promise<string> {
  const text = await answer.text();
  expect(answer.status(), text).toBe(status);
  return text;
}
