/* SPDX-License-Identifier: MIT
 *
 * Asks for the last hour until the server has told it once.
 */
import { Alarm } from '../base/alarm.js';
import type { Answer } from './ask-server.js';
import { type PlotSample, readHour } from './last-hour.js';

/** How long to wait after a failure that may pass. */
const RETRY_MS = 60_000;

export class HourReader {
  readonly #ask: () => Promise<Answer>;
  readonly #told: (hour: readonly PlotSample[]) => void;
  readonly #alarm = new Alarm();
  #isDone = false;

  constructor(ask: () => Promise<Answer>, told: (hour: readonly PlotSample[]) => void) {
    this.#ask = ask;
    this.#told = told;
  }

  /** Older servers do not know the question: it is not repeated. */
  async read(): Promise<void> {
    const { problem, value } = await this.#ask();
    const hour = readHour(value);
    if (hour) {
      this.dispose();
      this.#told(hour);
    } else if (problem?.retryable && !this.#isDone) {
      this.#alarm.set(Math.max(RETRY_MS, problem.retryAfterMs), () => void this.read());
    }
  }

  /** Repeats no question any more. */
  dispose(): void {
    this.#isDone = true;
    this.#alarm.stop();
  }
}
