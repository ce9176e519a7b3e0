/* SPDX-License-Identifier: MIT
 *
 * What a page may ask of an upload's processing: to begin again, or to be given
 * up. The key in the upload's URL is the right to it. What was asked outlives a
 * broken connection: it is said again until the server has answered.
 */
import { type BackoffPlan, backoffDelay, type Random } from './backoff.js';
import type { TokenProvider } from './transport.js';

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

const CAPABILITY = /\/([0-9a-f]{32}(?:\.[0-9a-f]{32})?)$/;
const AGAIN: BackoffPlan = { baseMs: 2_000, capMs: 30_000 };
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
  #timer: ReturnType<typeof setTimeout> | undefined;

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
    clearTimeout(this.#timer);
    if (!this.#isSaying) void this.#sayAll();
  }

  /** Forgets what was not said yet. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#orders.length = 0;
  }

  async #sayAll(): Promise<void> {
    this.#isSaying = true;
    for (let order = this.#orders[0]; order; order = this.#orders[0]) {
      if (!(await this.#isAnswered(order))) {
        const waitMs = AGAIN_FLOOR_MS + backoffDelay(AGAIN, this.#failures++, this.#options.random);
        this.#timer = setTimeout(() => this.nudge(), waitMs);
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
    const which = CAPABILITY.exec(new URL(uploadUrl).pathname)?.[1];
    const base = progressUrl();
    if (!which) return true;
    if (base === null) return false;
    try {
      const value = (await token?.()) ?? null;
      const answer = await fetch(new URL(`${which}/${what}`, base), {
        method: 'POST',
        headers: {
          Accept: 'application/json',
          ...(value === null ? {} : { Authorization: `Bearer ${value}` }),
        },
      });
      const mayPass = answer.status >= 500 || BUSY.has(answer.status);
      return !mayPass || ++this.#refusals > REFUSALS_LIMIT;
    } catch {
      return false;
    }
  }
}
