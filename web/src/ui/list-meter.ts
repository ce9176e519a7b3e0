/* SPDX-License-Identifier: MIT
 *
 * How fast all files of a list together are stored, and how long the rest takes.
 */
import { RateMeter } from '../transfer/rate-meter.js';
import { NO_GUESS_MS } from '../view/figures.js';
import { formatDuration, formatRate } from '../view/format.js';
import { say } from '../view/say.js';
import type { Words } from '../view/words.js';
import type { Overview } from './overview.js';

/** A slower one, in bytes a second, would be shown as 0: nothing moves. */
const LEAST_RATE = 50;
/** A longer time left says nothing. */
const MOST_MS = 24 * 60 * 60 * 1000;

export class ListMeter {
  readonly #meter = new RateMeter();
  #since: number | null = null;
  #ownBytes = 0;
  #movedBytes = 0;

  note({ isSending, ownBytes }: Overview, now = performance.now()): void {
    // What leaves the list, or begins again, takes its bytes with it.
    this.#movedBytes += Math.max(0, ownBytes - this.#ownBytes);
    this.#ownBytes = ownBytes;
    if (isSending) {
      this.#since ??= now;
      this.#meter.note(this.#movedBytes, now);
    } else {
      this.#since = null;
      this.#meter.reset();
    }
  }

  /** The speed and the time left, as far as they are known. */
  figures({ restBytes }: Overview, words: Words, now = performance.now()): string[] {
    const rate = this.#meter.perSecond ?? 0;
    if (rate < LEAST_RATE) return [];
    const speed = formatRate(rate, words.language);
    const restMs = (restBytes * 1000) / rate;
    if (now - (this.#since ?? now) < NO_GUESS_MS || restMs > MOST_MS) return [speed];
    const time = formatDuration(restMs, words.language);
    return [speed, say(words, words.timeLeft, { time })];
  }
}
