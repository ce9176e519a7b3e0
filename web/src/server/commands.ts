/* SPDX-License-Identifier: MIT
 *
 * What a page may ask of an upload's processing: to begin again, or to be given up. The key in the
 * upload's URL is the right to it. What was asked outlives a broken connection: it is said again
 * until the server has answered.
 */
import { Alarm } from '../base/alarm.js';
import { backoffDelay, type Random, RETRY_BACKOFF } from '../base/backoff.js';
import type { TokenProvider } from './request.js';
import { request } from './request.js';
import { capabilityOf } from './upload-url.js';

export type Command = 'retry' | 'cancel';

export interface CommandQueueOptions {
  /** The progress URL; null until the server has said it. */
  readonly progressUrl: () => string | null;
  readonly token?: TokenProvider | undefined;
  readonly random: Random;
}

interface QueuedCommand {
  readonly uploadUrl: string;
  readonly what: Command;
}

const COMMAND_RETRY_FLOOR_MS = 1_000;
/** The upload is locked; too many questions. */
const BUSY: ReadonlySet<number> = new Set([423, 429]);
/** A server that fails for this long, not one that cannot be reached, is not asked any more. */
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

  /** Tells the server, now or as soon as it can be reached; one after the other. */
  give(uploadUrl: string, what: Command): void {
    this.#queue.push({ uploadUrl, what });
    this.nudge();
  }

  /** The server may be reached again: ends the wait. */
  nudge(): void {
    this.#alarm.stop();
    if (!this.#isSending) void this.#sendAll();
  }

  /** Forgets what was not said yet. */
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
