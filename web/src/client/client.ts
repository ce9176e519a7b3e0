/* SPDX-License-Identifier: MIT
 *
 * The client: the files of one page, of which it sends a few at a time, and one channel for the
 * news of all. It has no user interface.
 *
 *     const client = new LoadlineClient({ endpoint: '/uploads/' });
 *     client.subscribe(() => console.log(client.uploads.map((u) => u.document?.percent)));
 *     client.add(input.files);
 */
import type { Random } from '../base/backoff.js';
import { type PageSignals, SignalGate, windowSignals } from '../base/page-signals.js';
import { Channel } from '../channel/channel.js';
import type { ChannelHealth } from '../channel/health.js';
import type { Capabilities } from '../server/capabilities.js';
import { CommandQueue } from '../server/commands.js';
import { Discovery } from '../server/discovery.js';
import type { Problem } from '../server/problem.js';
import type { TokenProvider } from '../server/request.js';
import { snapshotReader } from '../server/snapshot.js';
import { absoluteUrl } from '../server/upload-url.js';
import type { Store, StoreEvent } from '../store/store.js';
import { EMPTY_STORE, forget, newsId, reduceStore } from '../store/store.js';
import { ChunkLimit } from '../transfer/chunk-limit.js';
import { lateSender, loadSender } from '../transfer/late-sender.js';
import { NO_SENDER, type SenderFactory } from '../transfer/sender.js';
import { TransferControl } from '../transfer/transfer.js';
import { buildLadder } from '../transports/ladder.js';
import { type MetadataSource, metadataOf } from './metadata.js';
import { resumedBy } from './resumed-uploads.js';
import { SavedList } from './saved-list.js';
import { SendQueue } from './send-queue.js';
import { type Source, Upload } from './upload.js';

export interface ClientOptions {
  /** The upload URL, relative to the page. */
  readonly endpoint?: string;
  /** Called before each request and each connection. */
  readonly token?: TokenProvider | undefined;
  /** How many files are sent at a time. */
  readonly parallel?: number | undefined;
  /** Whether files are sent as soon as it is their turn; else they wait for start(). */
  readonly autostart?: boolean | undefined;
  /** What the server gets to know of a file besides its name and type. */
  readonly metadata?: MetadataSource | undefined;
  readonly signals?: PageSignals;
  readonly sender?: SenderFactory;
  readonly random?: Random;
}

export class LoadlineClient {
  /** Starts the uploads in their order; a page may have a say in it. */
  readonly queue: SendQueue;
  readonly #options: ClientOptions;
  readonly #endpoint: string;
  readonly #signals: SignalGate;
  readonly #random: Random;
  readonly #savedList: SavedList;
  readonly #chunkLimit: ChunkLimit;
  readonly #commandQueue: CommandQueue;
  readonly #listeners = new Set<() => void>();
  #uploads: readonly Upload[] = [];
  #store: Store = EMPTY_STORE;
  #capabilities: Capabilities | null = null;
  readonly #createdAt = Date.now();
  readonly #discovery: Discovery;
  readonly #progressUrl = () => this.#capabilities?.progressUrl ?? null;
  #isAway = false;
  #isChanged = false;
  #channel: Channel | null = null;
  #lastKey = 0;

  constructor(options: ClientOptions = {}) {
    this.#options = options;
    this.queue = new SendQueue(options);
    this.#endpoint = absoluteUrl(options.endpoint ?? '/uploads/');
    this.#savedList = new SavedList(this.#endpoint);
    this.#chunkLimit = new ChunkLimit(this.#endpoint);
    this.#signals = new SignalGate(options.signals ?? windowSignals());
    this.#signals.open();
    this.#random = options.random ?? Math.random;
    this.#commandQueue = new CommandQueue({
      progressUrl: this.#progressUrl,
      token: options.token,
      random: this.#random,
    });
    this.#discovery = new Discovery({
      endpoint: this.#endpoint,
      token: options.token,
      random: this.#random,
      answered: (capabilities) => this.#takeCapabilities(capabilities),
      failed: () => this.#undiscovered(),
    });
  }

  /** The files in the order in which they were added. */
  get uploads(): readonly Upload[] {
    return this.#uploads;
  }

  get health(): ChannelHealth {
    if (this.#channel) return this.#channel.health;
    const { problem, isAsking } = this.#discovery;
    if (problem === null) return { state: isAsking ? 'connecting' : 'idle' };
    return problem.code === 'network'
      ? { state: 'offline', heardAt: this.#createdAt }
      : { state: 'refused' };
  }

  /** Why the capabilities are missing, so that nothing can be sent; null while nothing is wrong. */
  get problem(): Problem | null {
    return this.#capabilities ? null : this.#discovery.problem;
  }

  /** The server's capabilities; null until they are known. */
  get capabilities(): Capabilities | null {
    return this.#capabilities;
  }

  /** Calls the listener after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Adds files; each is sent when its turn comes. A file that was begun before a reload resumes, in
   * its old place.
   */
  add(files: Iterable<File>): readonly Upload[] {
    this.#prepare();
    const added = [...files].map((file) => {
      return this.#makeUpload({ name: file.name, size: file.size, file });
    });
    this.queue.whileHeld(() => {
      this.#list(added);
      if (this.#options.autostart === false) this.queue.pause(added);
    });
    this.#connect();
    this.#goOn();
    return added;
  }

  /**
   * Asks for the server's capabilities before there is a file to send, so that its limits are known
   * when files are chosen; `again`: also where they are known, because a quota changes.
   */
  discover(again = false): void {
    if (!this.#isAway && (again || !this.#channel)) this.#discovery.ask();
  }

  /** Restores the list of this tab after a reload. */
  restore(): void {
    this.#prepare();
    for (const { url, name, size } of this.#savedList.recall()) {
      if (this.#uploads.some(({ transfer }) => transfer.url === url)) continue;
      this.#append(this.#makeUpload({ name, size, file: null }, url));
    }
    if (this.#uploads.length > 0) this.#connect();
    this.#changed();
  }

  /** After a form with the whole uploads was sent: a reload lists them no more. */
  handOver(): void {
    this.#savedList.keep(this.#uploads, true);
  }

  /** Watches an upload of another client, by ID; with ID.KEY it can be cancelled and retried. */
  follow(which: string): Upload {
    const url = new URL(which, this.#endpoint).href;
    const upload = this.#makeUpload({ name: '', size: 0, file: null, isFollowed: true }, url);
    this.#append(upload);
    this.#connect();
    return upload;
  }

  /** Sends, in order, what was paused or has not begun: all of it, or these. */
  start(uploads: readonly Upload[] = this.#uploads): void {
    this.queue.resume(uploads);
    this.#goOn();
  }

  /** Pauses all files; the server keeps what it has. */
  pause(): void {
    this.queue.pause(this.#uploads);
    this.#goOn();
  }

  /** Sends failed or cancelled files again, as new uploads. */
  again(...uploads: readonly Upload[]): void {
    this.#replace(new Map(uploads.map((each) => [each, this.#makeUpload(each.source)])));
    this.#goOn();
  }

  /** Removes files from the list. What the server is known to have only a part of is deleted there. */
  remove(...uploads: readonly Upload[]): void {
    const removed = new Set(uploads);
    this.#uploads = this.#uploads.filter((each) => !removed.has(each));
    this.queue.whileHeld(() => {
      for (const upload of removed) {
        const isCancelled = upload.transfer.state === 'cancelled';
        if (!upload.isPart || upload.source.isFollowed || isCancelled) upload.dispose();
        else void upload.cancel().finally(() => upload.dispose());
      }
    });
    this.#store = forget(this.#store, uploads);
    this.#goOn();
  }

  /** Tries the best transport now. */
  reconnect(): void {
    if (this.#channel) this.#channel.retryNow();
    else this.#connect();
  }

  /** Closes all connections until resume(), and keeps the files: for a view that may come back. */
  suspend(): void {
    const isChanged = this.#isChanged;
    this.#isChanged = false;
    if (isChanged) this.#changed();
    if (this.#isAway) return; // a listener has suspended it
    this.#isAway = true;
    for (const upload of this.#uploads) upload.suspend();
    this.#discovery.stop();
    this.#channel?.dispose();
    this.#channel = null;
    this.#signals.shut();
    this.#savedList.release();
  }

  /** Continues where suspend() stopped. */
  resume(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#signals.open();
    if (this.#uploads.length > 0) this.#connect();
    for (const upload of this.#uploads) upload.resume();
    this.#goOn();
  }

  dispose(): void {
    this.suspend();
    this.#commandQueue.dispose();
    for (const upload of this.#uploads) upload.dispose();
    this.#uploads = [];
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  /** Loads the sender before it is needed; a client that only watches never does. */
  #prepare(): void {
    if (!this.#options.sender && this.#signals.online()) void loadSender();
  }

  /** Each in the place of what it resumes, else at the end. */
  #list(uploads: readonly Upload[]): void {
    const resumed = resumedBy(uploads, this.#uploads);
    this.#replace(resumed);
    for (const [begun, upload] of resumed) upload.takeOver(begun);
    this.#uploads = [...new Set([...this.#uploads, ...uploads])];
  }

  #append(upload: Upload): void {
    this.#uploads = [...this.#uploads, upload];
  }

  #replace(fresh: ReadonlyMap<Upload, Upload>): void {
    for (const upload of fresh.keys()) upload.dispose();
    this.#uploads = this.#uploads.map((each) => fresh.get(each) ?? each);
  }

  /**
   * The upload that a file took over turned out to be of another file: it is listed again, and
   * waits for its own.
   */
  #putBack(key: number, source: Source, url: string): void {
    const begun = this.#makeUpload(source, url);
    this.#uploads = this.#uploads.flatMap((each) => (each.key === key ? [begun, each] : [each]));
  }

  #makeUpload(source: Source, url: string | null = null): Upload {
    const key = ++this.#lastKey;
    return new Upload(
      key,
      source,
      {
        makeTransfer: (changed) => this.#makeTransfer(key, source, changed),
        watch: (id) => this.#channel?.watch(id),
        unwatch: (id) => this.#channel?.unwatch(id),
        progressUrl: this.#progressUrl,
        command: (which, what) => this.#commandQueue.give(which, what),
        changed: () => this.#goOnSoon(),
      },
      url,
    );
  }

  #makeTransfer(key: number, source: Source, changed: () => void): TransferControl {
    const make = this.#options.sender ?? lateSender;
    const { file } = source;
    return new TransferControl({
      signals: this.#signals,
      random: this.#random,
      changed,
      left: (url) => this.#putBack(key, { ...source, file: null }, url),
      makeSender: (events) =>
        file === null
          ? NO_SENDER
          : make(
              {
                file,
                endpoint: () => this.#capabilities?.uploadUrl ?? this.#endpoint,
                chunkSize: () => this.#capabilities?.chunkSize ?? null,
                token: this.#options.token,
                metadata: () => metadataOf(this.#options.metadata, file, source.name),
                chunkLimit: this.#chunkLimit,
                mayResume: (url) =>
                  this.#uploads.every((each) => each.key === key || each.transfer.url !== url),
              },
              events,
            ),
    });
  }

  #connect(): void {
    if (this.#isAway) return;
    if (this.#channel) this.#channel.open();
    else this.#discovery.ask();
  }

  #takeCapabilities(capabilities: Capabilities): void {
    this.#capabilities = capabilities;
    if (this.#uploads.length > 0 && !this.#channel) this.#openChannel(capabilities);
    this.#goOn();
  }

  /** Without files nothing waits for the server: the next file asks again. */
  #undiscovered(): void {
    if (this.#uploads.length === 0) this.#discovery.stop();
    this.#changed();
  }

  #openChannel(capabilities: Capabilities): void {
    const { token } = this.#options;
    const snapshot = snapshotReader(capabilities.progressUrl, token);
    this.#channel = new Channel(
      {
        rungs: buildLadder({ capabilities, snapshot, token, random: this.#random }),
        snapshot,
        signals: this.#signals,
        random: this.#random,
      },
      { news: (event) => this.#hear(event), health: (health) => this.#heardHow(health) },
    );
    this.#channel.open();
    for (const { id, isOver } of this.#uploads) {
      if (id !== null && !isOver) this.#channel.watch(id);
    }
  }

  /** A reachable server ends the waits of uploads and commands. */
  #heardHow({ state }: ChannelHealth): void {
    if (state === 'live' || state === 'polling') {
      for (const upload of this.#uploads) upload.nudge();
      this.#commandQueue.nudge();
    }
    this.#changed();
  }

  #hear(event: StoreEvent): void {
    const id = newsId(event);
    const upload = this.#uploads.find((each) => each.id === id);
    if (!upload) return; // it was removed just now
    const before = this.#store;
    this.#store = reduceStore(before, event);
    const entry = this.#store.get(id);
    if (entry && this.#store !== before) upload.hear(entry);
  }

  /** One answer changes an upload several times: what follows is done once, behind it. */
  #goOnSoon(): void {
    if (!this.#isChanged) queueMicrotask(() => this.#isChanged && this.#goOn());
    this.#isChanged = true;
  }

  /** After changes: starts the next uploads and calls the listeners, once for all. */
  #goOn(): void {
    this.#isChanged = false;
    const { capabilities } = this;
    if (capabilities && !this.#isAway) this.queue.startNext(() => this.#uploads, capabilities);
    this.#changed();
  }

  #changed(): void {
    if (this.#isAway || this.queue.isHeld) return;
    this.#savedList.keep(this.#uploads);
    for (const listener of this.#listeners) listener();
  }
}
