/* SPDX-License-Identifier: MIT
 *
 * How fast all files of a list together are stored, and how long the rest takes.
 */
import { RateMeter } from '../transfer/rate-meter.js';
import { formatDuration, formatRate } from '../view/format.js';
import { say } from '../view/say.js';
import type { Words } from '../view/words.js';
import type { Overview } from './overview.js';

/** No time left is shown during this first time: it would be a guess. */
const NO_GUESS_MS = 3_000;

export class ListMeter {
  readonly #meter = new RateMeter();
  #since: number | null = null;

  note({ countOf, confirmed }: Overview, now = performance.now()): void {
    if (countOf('starting', 'uploading') === 0) {
      this.#since = null;
      this.#meter.reset();
      return;
    }
    this.#since ??= now;
    this.#meter.note(confirmed, now);
  }

  /** The speed and the time left, as far as they are known. */
  figures({ restBytes }: Overview, words: Words, now = performance.now()): string[] {
    const rate = this.#meter.perSecond;
    if (!rate || this.#since === null) return [];
    const speed = formatRate(rate, words.language);
    if (now - this.#since < NO_GUESS_MS) return [speed];
    const time = formatDuration((restBytes * 1000) / rate, words.language);
    return [speed, say(words, words.timeLeft, { time })];
  }
}
