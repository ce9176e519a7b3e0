/* SPDX-License-Identifier: MIT
 *
 * Commands for an upload: retry its processing, or cancel it. The key in the upload's URL permits
 * them. A command survives a broken connection: the queue repeats it until the server answers.
 */
import { Alarm } from '../base/alarm.js';
import { backoffDelay, type Random, RETRY_BACKOFF } from '../base/backoff.js';
import type { ErrorStatuses } from '../store/protocol-names.js';
import type { TokenProvider } from './request.js';
import { request } from './request.js';
import { capabilityOf } from './upload-url.js';

export type Command = 'retry' | 'cancel';

export interface CommandQueueOptions {
  /** The progress URL; null until the capabilities are known. */
  readonly progressUrl: () => string | null;
  readonly token?: TokenProvider | undefined;
  readonly random: Random;
}

interface QueuedCommand {
  readonly uploadUrl: string;
  readonly what: Command;
}

const COMMAND_RETRY_FLOOR_MS = 1_000;
/** The upload is locked, or the client asks too often. */
const BUSY: ReadonlySet<number> = new Set<ErrorStatuses['locked' | 'too_many_uploads']>([423, 429]);
/**
 * A command is dropped after so many errors of the server in a row. Broken connections do not
 * count.
 */
const COMMAND_REFUSALS_LIMIT = 12;

export class CommandQueue {
  readonly #options: CommandQueueOptions;
  readonly #queue: QueuedCommand[] = [];
  #isSending = false;
  #failures = 0;
  #refusals = 0;
  readonly #alarm = new Alarm();

  constructor(options: CommandQueueOptions) {
    this.#options = options;
  }

  /** Adds a command. The queue sends one after the other, as soon as the server can be reached. */
  give(uploadUrl: string, what: Command): void {
    this.#queue.push({ uploadUrl, what });
    this.nudge();
  }

  /** Ends the wait before the next attempt: the server may be reachable again. */
  nudge(): void {
    this.#alarm.stop();
    if (!this.#isSending) void this.#sendAll();
  }

  /** Drops the commands that were not sent yet. */
  dispose(): void {
    this.#alarm.stop();
    this.#queue.length = 0;
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    for (let order = this.#queue[0]; order; order = this.#queue[0]) {
      if (!(await this.#isAnswered(order))) {
        const waitMs =
          COMMAND_RETRY_FLOOR_MS +
          backoffDelay(RETRY_BACKOFF, this.#failures++, this.#options.random);
        this.#alarm.set(waitMs, () => this.nudge());
        break;
      }
      this.#queue.shift();
      this.#failures = 0;
      this.#refusals = 0;
    }
    this.#isSending = false;
  }

  async #isAnswered({ uploadUrl, what }: QueuedCommand): Promise<boolean> {
    const { progressUrl, token } = this.#options;
    const which = capabilityOf(uploadUrl);
    const base = progressUrl();
    if (which === null) return true;
    if (base === null) return false;
    try {
      const url = new URL(`${which}/${what}`, base);
      const answer = await request(url, token, { method: 'POST' });
      const mayPass = answer.status >= 500 || BUSY.has(answer.status);
      return !mayPass || ++this.#refusals > COMMAND_REFUSALS_LIMIT;
    } catch {
      return false;
    }
  }
}
