/* SPDX-License-Identifier: MIT
 *
 * What a page may ask of an upload's processing: to begin again, or to be given
 * up. The key in the upload's URL is the right to it. What was asked outlives a
 * broken connection: it is said again until the server has answered.
 */
import { Alarm } from '../base/alarm.js';
import { AGAIN, backoffDelay, type Random } from '../base/backoff.js';
import type { TokenProvider } from './request.js';
import { request } from './request.js';
import { capabilityOf } from './upload-url.js';

export type Command = 'retry' | 'cancel';

export interface CommandOptions {
  /** The progress URL; null until the server has said it. */
  readonly progressUrl: () => string | null;
  readonly token?: TokenProvider | undefined;
  readonly random: Random;
}

interface Order {
  readonly uploadUrl: string;
  readonly what: Command;
}

const AGAIN_FLOOR_MS = 1_000;
/** The upload is locked; too many questions. */
const BUSY: ReadonlySet<number> = new Set([423, 429]);
/** A server that fails for this long, not one that cannot be reached, is not asked any more. */
const REFUSALS_LIMIT = 12;

export class Commands {
  readonly #options: CommandOptions;
  readonly #orders: Order[] = [];
  #isSaying = false;
  #failures = 0;
  #refusals = 0;
  readonly #alarm = new Alarm();

  constructor(options: CommandOptions) {
    this.#options = options;
  }

  /** Tells the server, now or as soon as it can be reached; one after the other. */
  give(uploadUrl: string, what: Command): void {
    this.#orders.push({ uploadUrl, what });
    this.nudge();
  }

  /** The server may be reached again: ends the wait. */
  nudge(): void {
    this.#alarm.stop();
    if (!this.#isSaying) void this.#sayAll();
  }

  /** Forgets what was not said yet. */
  dispose(): void {
    this.#alarm.stop();
    this.#orders.length = 0;
  }

  async #sayAll(): Promise<void> {
    this.#isSaying = true;
    for (let order = this.#orders[0]; order; order = this.#orders[0]) {
      if (!(await this.#isAnswered(order))) {
        const waitMs = AGAIN_FLOOR_MS + backoffDelay(AGAIN, this.#failures++, this.#options.random);
        this.#alarm.set(waitMs, () => this.nudge());
        break;
      }
      this.#orders.shift();
      this.#failures = 0;
      this.#refusals = 0;
    }
    this.#isSaying = false;
  }

  async #isAnswered({ uploadUrl, what }: Order): Promise<boolean> {
    const { progressUrl, token } = this.#options;
    const which = capabilityOf(uploadUrl);
    const base = progressUrl();
    if (which === null) return true;
    if (base === null) return false;
    try {
      const url = new URL(`${which}/${what}`, base);
      const answer = await request(url, token, { method: 'POST' });
      const mayPass = answer.status >= 500 || BUSY.has(answer.status);
      return !mayPass || ++this.#refusals > REFUSALS_LIMIT;
    } catch {
      return false;
    }
  }
}
