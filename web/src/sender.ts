/* SPDX-License-Identifier: MIT
 *
 * Sending the bytes of one file, and nothing else: tus-js-client behind an
 * interface that says what the server confirmed apart from what was merely
 * sent. When to try again is decided by the transfer.
 */
import { DetailedError, type HttpResponse, Upload as TusUpload } from 'tus-js-client';
import { NETWORK_PROBLEM, type Problem, readProblem } from './problem.js';
import type { TokenProvider } from './transport.js';

export interface SenderEvents {
  /** The upload exists on the server; told again when it is a new one. */
  located(url: string): void;
  /** The server has this many bytes; after a break it may be fewer than before. */
  confirmed(bytes: number): void;
  /** This many bytes have left the page. */
  sent(bytes: number): void;
  complete(): void;
  /** It stopped; `start` goes on where the server is. */
  stopped(problem: Problem): void;
}

export interface Sender {
  /** Begins, or goes on from what the server has. */
  start(): void;
  /** Stops without a word; what the server has stays there. */
  stop(): void;
  /** Stops and takes it off the server; rejects when the server could not be told. */
  discard(): Promise<void>;
}

export interface SenderOptions {
  readonly file: File;
  /** Asked when the first byte is due: the server may not have said it before. */
  readonly endpoint: () => string;
  readonly chunkSize: () => number | null;
  readonly token?: TokenProvider | undefined;
  /** Whether an earlier upload, by its URL, may be gone on with. */
  readonly mayResume: (url: string) => boolean;
}

export type SenderFactory = (options: SenderOptions, events: SenderEvents) => Sender;

/** Front ends that take less than this are of no use for uploads. */
const SMALLEST_CHUNK = 65_536;

/** For an upload whose file is not at hand: there is nothing to send. */
export const NO_SENDER: Sender = {
  start: () => undefined,
  stop: () => undefined,
  discard: () => Promise.resolve(),
};

/** A sender that speaks tus 1.0.0 and remembers unfinished files over a reload. */
export const tusSender: SenderFactory = (options, events) => new TusSender(options, events);

class TusSender implements Sender {
  readonly #options: SenderOptions;
  readonly #events: SenderEvents;
  #upload: TusUpload | null = null;
  #run = 0;

  constructor(options: SenderOptions, events: SenderEvents) {
    this.#options = options;
    this.#events = events;
  }

  start(): void {
    void this.#begin(++this.#run);
  }

  stop(): void {
    this.#run++;
    void this.#upload?.abort(false);
  }

  async discard(): Promise<void> {
    this.#run++;
    await this.#upload?.abort(true);
  }

  async #begin(run: number): Promise<void> {
    if (!this.#upload) {
      this.#upload = makeTusUpload(this.#options, this.#events);
      await this.#lookBack(this.#upload);
    }
    if (run === this.#run) this.#upload.start();
  }

  /** Finds what an earlier visit left unfinished. */
  async #lookBack(upload: TusUpload): Promise<void> {
    try {
      const earlier = await upload.findPreviousUploads();
      const usable = earlier.find(
        ({ uploadUrl }) => uploadUrl !== null && this.#options.mayResume(uploadUrl),
      );
      if (usable) upload.resumeFromPreviousUpload(usable);
    } catch {
      // A browser without storage starts anew.
    }
  }
}

function makeTusUpload(options: SenderOptions, events: SenderEvents): TusUpload {
  const upload: TusUpload = new TusUpload(options.file, {
    endpoint: options.endpoint(),
    chunkSize: options.chunkSize() ?? Number.POSITIVE_INFINITY,
    metadata: metadataOf(options.file),
    retryDelays: null,
    removeFingerprintOnSuccess: true,
    onBeforeRequest: async (request) => {
      const token = (await options.token?.()) ?? null;
      if (token !== null) request.setHeader('Authorization', `Bearer ${token}`);
    },
    onAfterResponse: (request, response) => {
      if (request.getMethod() === 'HEAD') tellOffset(response, events);
    },
    onUploadUrlAvailable: () => {
      if (upload.url !== null) events.located(upload.url);
    },
    onProgress: (bytes) => events.sent(bytes),
    onChunkComplete: (_size, bytes) => events.confirmed(bytes),
    onSuccess: () => {
      events.confirmed(options.file.size);
      events.complete();
    },
    onError: (error) => events.stopped(smaller(upload, problemOf(error), options.file.size)),
  });
  return upload;
}

/** A front end refuses what is too long for it, whatever the server allows: try half. */
function smaller(upload: TusUpload, problem: Problem, size: number): Problem {
  const chunk = Math.min(upload.options.chunkSize ?? size, size);
  if (problem.status !== 413 || problem.code !== 'http' || chunk <= SMALLEST_CHUNK) return problem;
  upload.options.chunkSize = Math.max(SMALLEST_CHUNK, Math.ceil(chunk / 2));
  return { ...problem, code: 'busy', retryable: true };
}

function metadataOf(file: File): Record<string, string> {
  return file.type ? { filename: file.name, filetype: file.type } : { filename: file.name };
}

function tellOffset(response: HttpResponse, events: SenderEvents): void {
  const offset = Number.parseInt(response.getHeader('Upload-Offset') ?? '', 10);
  if (!Number.isNaN(offset)) events.confirmed(offset);
}

function problemOf(error: Error): Problem {
  if (!(error instanceof DetailedError) || error.originalResponse === null) return NETWORK_PROBLEM;
  const answer = error.originalResponse;
  return readProblem({
    status: answer.getStatus(),
    body: answer.getBody(),
    retryAfter: answer.getHeader('Retry-After'),
  });
}
