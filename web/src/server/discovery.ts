/* SPDX-License-Identifier: MIT
 *
 * Asks for the server's capabilities until they arrive, and says why they do not. Without them
 * nothing can be sent.
 */
import { Alarm } from '../base/alarm.js';
import { backoffDelay, type Random, RETRY_BACKOFF } from '../base/backoff.js';
import { type Capabilities, CapabilitiesError, fetchCapabilities } from './capabilities.js';
import { NETWORK_PROBLEM, type Problem } from './problem.js';
import type { TokenProvider } from './request.js';

export interface DiscoveryOptions {
  readonly endpoint: string;
  readonly token?: TokenProvider | undefined;
  readonly random: Random;
  readonly answered: (capabilities: Capabilities) => void;
  readonly failed: () => void;
}

const DISCOVERY_RETRY_FLOOR_MS = 1_000;

export class Discovery {
  readonly #options: DiscoveryOptions;
  /** Identifies the open request; a later one makes its answer void. */
  #question: object | null = null;
  #failures = 0;
  #problem: Problem | null = null;
  readonly #alarm = new Alarm();

  constructor(options: DiscoveryOptions) {
    this.#options = options;
  }

  get isAsking(): boolean {
    return this.#question !== null;
  }

  /** Why the last request failed; null before the first failure. */
  get problem(): Problem | null {
    return this.#problem;
  }

  /** Asks now, unless a request is open. */
  ask(): void {
    if (!this.#question) void this.#ask();
  }

  stop(): void {
    this.#alarm.stop();
    this.#question = null;
  }

  async #ask(): Promise<void> {
    this.#alarm.stop();
    const question = {};
    this.#question = question;
    const answer = await this.#answer();
    if (question !== this.#question) return;
    this.#question = null;
    if ('code' in answer) {
      this.#problem = answer;
      const waitMs = backoffDelay(RETRY_BACKOFF, this.#failures++, this.#options.random);
      const floorMs = Math.max(DISCOVERY_RETRY_FLOOR_MS, answer.retryAfterMs);
      this.#alarm.set(floorMs + waitMs, () => this.ask());
      this.#options.failed();
    } else {
      this.#problem = null;
      this.#options.answered(answer);
    }
  }

  async #answer(): Promise<Capabilities | Problem> {
    const { endpoint, token } = this.#options;
    try {
      return await fetchCapabilities(endpoint, (await token?.()) ?? null);
    } catch (error) {
      return error instanceof CapabilitiesError ? error.problem : NETWORK_PROBLEM;
    }
  }
}
