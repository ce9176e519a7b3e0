/* SPDX-License-Identifier: MIT
 *
 * The sender that speaks tus, by means of tus-js-client.
 */
import {
  DetailedError,
  type HttpRequest,
  type HttpResponse,
  Upload as TusUpload,
} from 'tus-js-client';
import {
  failedAnswer,
  localProblem,
  NETWORK_PROBLEM,
  type Problem,
  readProblem,
} from '../server/problem.js';
import { authorization } from '../server/request.js';
import type { ErrorStatuses } from '../store/protocol-names.js';
import { contentSample, digestOf } from './content-sample.js';
import type { Sender, SenderEvents, SenderFactory, SenderOptions } from './sender.js';
import { UnchangedSource } from './unchanged-source.js';
import { type UnfinishedUpload, UnfinishedUploads } from './unfinished-uploads.js';
import { UploadLock } from './upload-lock.js';

/** For so few bytes a second request would take longer than they do. */
const BRIEF_BYTES = 65_536;
const DO_NOTHING = (): void => undefined;

/** The file has changed since it was chosen: a retry is useless. */
const FILE_CHANGED = localProblem('file_changed', null);
/** Until the other window is closed, or gives the upload up. */
const OTHER_WINDOW: Problem = { ...localProblem('other_window', null), retryable: true };
/** Answers to HEAD after which only a new upload can work. */
const LOST: ReadonlySet<number> = new Set<ErrorStatuses['forbidden' | 'not_found' | 'gone']>([
  403, 404, 410,
]);

/** A sender that speaks tus 1.0.0 and remembers unfinished uploads across reloads. */
export const tusSender: SenderFactory = (options, events) => new TusSender(options, events);

/**
 * Each start is a run with a TusUpload of its own, and a stopped run sends nothing more. Only a
 * POST is never aborted: its answer alone tells the URL of the new upload, which is needed to
 * resume or delete it.
 */
class TusSender implements Sender {
  readonly #options: SenderOptions;
  readonly #events: SenderEvents;
  #unfinished: UnfinishedUploads | null = null;
  #hasChosen = false;
  #run = 0;
  #tus: TusUpload | null = null;
  /** Settles with the answer to a POST that is under way. */
  #creation: Promise<void> = Promise.resolve();
  #isCreating = false;
  #url: string | null = null;
  /** The sample of the content when it was first read. */
  #sample: string | null = null;
  #isOver = false;
  readonly #lock = new UploadLock();
  /** Whether another window had it since the server last knew it: it may have sent or deleted all. */
  #wasElsewhere = false;

  constructor(options: SenderOptions, events: SenderEvents) {
    this.#options = options;
    this.#events = events;
  }

  start(): void {
    void this.#begin(++this.#run);
  }

  stop(): void {
    this.#halt();
    this.#lock.release();
  }

  /** Until it is deleted, no other window gets it. */
  async discard(): Promise<void> {
    this.#halt();
    this.#isOver = true;
    try {
      await this.#creation;
      if (this.#url === null) return;
      this.#forget();
      const onBeforeRequest = (request: HttpRequest) => this.#authorize(request);
      await TusUpload.terminate(this.#url, { onBeforeRequest, retryDelays: null });
    } finally {
      this.#lock.release();
    }
  }

  #halt(): void {
    this.#run++;
    if (!this.#isCreating) void this.#tus?.abort(false);
  }

  async #begin(run: number): Promise<void> {
    await this.#creation;
    if (run !== this.#run) return;
    // The browser answers while the file is sampled.
    const turn = this.#url === null ? null : this.#lock.take(this.#url);
    const earlier = this.#lookBack();
    const isSampled = this.#url !== null || earlier.length > 0;
    const isSame = !isSampled || (await this.#isSame());
    await turn;
    if (run !== this.#run) return;
    if (!isSame) {
      this.#lock.release();
      return this.#events.stopped(FILE_CHANGED);
    }
    this.#choose(earlier);
    if (run !== this.#run) return;
    if (this.#url !== null && !(await this.#isOurTurn(run, this.#url))) return;
    try {
      this.#tus = this.#makeTusUpload(run, isSampled);
    } catch (error) {
      // From the page's own function.
      return this.#events.stopped(localProblem('metadata', String(error)));
    }
    this.#tus.start();
  }

  /** Whether this page may go on with the upload; else it comes back when the other one is done. */
  async #isOurTurn(run: number, url: string): Promise<boolean> {
    const isTaken = await this.#lock.take(url);
    if (run !== this.#run) return false;
    if (isTaken) {
      if (this.#wasElsewhere) this.#events.located(url);
      return true;
    }
    this.#wasElsewhere = true;
    this.#events.stopped(OTHER_WINDOW);
    const isFree = await this.#lock.wait(url);
    if (isFree && run === this.#run) this.#events.freed();
    return false;
  }

  /** The unfinished uploads of a file with the same name, type, size and time. */
  #lookBack(): readonly UnfinishedUpload[] {
    if (this.#hasChosen) return [];
    const { file, endpoint } = this.#options;
    this.#unfinished ??= new UnfinishedUploads(endpoint());
    return this.#unfinished.find(file);
  }

  /** Resumes an upload only if its content is the same. */
  #choose(earlier: readonly UnfinishedUpload[]): void {
    if (this.#hasChosen) return;
    this.#hasChosen = true;
    const { mayResume } = this.#options;
    const found = earlier.find(({ url, sample }) => sample === this.#sample && mayResume(url));
    // Told at once, so that no other file of this page resumes it.
    if (found) this.#located(found.url, true);
    else this.#events.anew();
  }

  /** Whether the file can be read and has its first content; so far as a sample tells. */
  async #isSame(content?: Uint8Array<ArrayBuffer>): Promise<boolean> {
    try {
      const sample = await (content ? digestOf(content) : contentSample(this.#options.file));
      this.#sample ??= sample;
      return sample === this.#sample;
    } catch {
      return false;
    }
  }

  /** `isSampled`: the file was compared just now. */
  #makeTusUpload(run: number, isSampled: boolean): TusUpload {
    const { file, endpoint, metadata } = this.#options;
    const isCurrent = () => run === this.#run;
    let created = DO_NOTHING;
    const upload: TusUpload = new TusUpload(file, {
      endpoint: this.#url === null ? endpoint() : null,
      uploadUrl: this.#url,
      chunkSize: this.#chunkSize(),
      uploadDataDuringCreation: this.#isBrief(),
      // It is told only when the upload is created.
      metadata: this.#url === null ? metadataOf(file, metadata?.()) : {},
      fileReader: {
        openFile: async () =>
          new UnchangedSource(file, (content) => this.#isSame(content), isSampled),
      },
      retryDelays: null,
      storeFingerprintForResuming: false,
      onBeforeRequest: async (request) => {
        await this.#authorize(request);
        if (!isCurrent()) throw new Error('stopped');
        if (request.getMethod() === 'POST') created = this.#noteCreation();
      },
      onAfterResponse: (request, response) => {
        if (isCurrent() && request.getMethod() === 'HEAD') this.#found(response);
      },
      onUploadUrlAvailable: () => {
        if (!isCurrent()) void upload.abort(false);
        if (upload.url !== null) this.#created(upload.url, isCurrent());
        created();
      },
      onProgress: (bytes) => isCurrent() && this.#events.sent(bytes),
      onChunkComplete: (_size, bytes) => isCurrent() && this.#events.confirmed(bytes),
      onSuccess: () => isCurrent() && this.#complete(),
      onError: (error) => {
        created();
        if (isCurrent()) void this.#failed(run, error);
      },
    });
    return upload;
  }

  /** A brief file is whole by now: no window can send more of it. */
  #created(url: string, isCurrent: boolean): void {
    this.#located(url);
    if (isCurrent && !this.#isBrief()) void this.#lock.take(url);
  }

  /** The answer to a HEAD: the server may have it still. */
  #found(response: HttpResponse): void {
    if (response.getStatus() < 300) this.#wasElsewhere = false;
    tellOffset(response, this.#events);
  }

  #noteCreation(): () => void {
    this.#isCreating = true;
    let settle = DO_NOTHING;
    this.#creation = new Promise((resolve) => {
      settle = resolve;
    });
    return () => {
      this.#isCreating = false;
      settle();
    };
  }

  async #authorize(request: HttpRequest): Promise<void> {
    const shown = await authorization(this.#options.token);
    if (shown !== null) request.setHeader('Authorization', shown);
  }

  #chunkSize(): number {
    const { chunkSize, chunkLimit } = this.#options;
    return Math.min(chunkSize() ?? Number.POSITIVE_INFINITY, chunkLimit.bytes);
  }

  /** Whether the file goes with the request that creates its upload: one round trip, not two. */
  #isBrief(): boolean {
    const { file, briefBytes = BRIEF_BYTES } = this.#options;
    return file.size > 0 && file.size <= Math.min(briefBytes, this.#chunkSize());
  }

  #located(url: string, isFound = false): void {
    this.#url = url;
    this.#events.located(url, isFound);
    void this.#keep(url);
  }

  /** Takes the sample while the bytes are being sent. */
  async #keep(url: string): Promise<void> {
    if (this.#isBrief()) return;
    if (this.#sample === null) await this.#isSame();
    if (this.#sample === null || url !== this.#url || this.#isOver) return;
    this.#unfinished?.keep(this.#options.file, { url, sample: this.#sample });
  }

  #complete(): void {
    this.#isOver = true;
    this.#forget();
    this.#lock.release();
    this.#events.confirmed(this.#options.file.size);
    this.#events.complete();
  }

  async #failed(run: number, error: Error): Promise<void> {
    const request = error instanceof DetailedError ? error.originalRequest : null;
    let problem = problemOf(error);
    const isLost = request?.getMethod() === 'HEAD' && LOST.has(problem.status);
    if (isLost && !this.#wasElsewhere) {
      this.#lose();
      return this.#begin(run);
    }
    if (request && isRefusedPart(request, problem)) {
      if (this.#options.chunkLimit.refuse(this.#bytesIn(request))) return this.#begin(run);
      problem = { ...problem, code: 'part_too_large' };
    }
    if (problem.status === 0 && !(await this.#isSame())) problem = FILE_CHANGED;
    if (run === this.#run) this.#events.stopped(problem);
  }

  /** The server no longer has the upload. */
  #lose(): void {
    this.#forget();
    this.#lock.release();
    this.#url = null;
  }

  #forget(): void {
    if (this.#url !== null) this.#unfinished?.forget(this.#url);
  }

  #bytesIn(request: HttpRequest): number {
    const left = this.#options.file.size - Number(request.getHeader('Upload-Offset') ?? 0);
    return Math.min(this.#tus?.options.chunkSize ?? left, left);
  }
}

/**
 * Whether a front end refused a part as too long, whatever the server allows. Halving helps for a
 * PATCH only: a POST has no body.
 */
function isRefusedPart(request: HttpRequest, { status, code }: Problem): boolean {
  return status === 413 && code === 'http' && request.getMethod() === 'PATCH';
}

/** The client gives the name; without one it is the file's own. */
function metadataOf(
  { name, type }: File,
  given: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return { filename: name, ...given, ...(type ? { filetype: type } : {}) };
}

function tellOffset(response: HttpResponse, events: SenderEvents): void {
  const offset = Number.parseInt(response.getHeader('Upload-Offset') ?? '', 10);
  if (!Number.isNaN(offset)) events.confirmed(offset);
}

function problemOf(error: Error): Problem {
  if (!(error instanceof DetailedError) || error.originalResponse === null) return NETWORK_PROBLEM;
  const answer = error.originalResponse;
  const header = (name: string) => answer.getHeader(name);
  return readProblem(failedAnswer(answer.getStatus(), answer.getBody(), header));
}
