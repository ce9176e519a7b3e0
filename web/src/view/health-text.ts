/* SPDX-License-Identifier: MIT
 *
 * The health of the channel in words: a label and a detail.
 */
import type { ChannelHealth } from '../channel/health.js';
import type { Words } from '../languages/words.js';
import { formatDistance } from './format.js';
import { say } from './say.js';

export interface HealthText {
  readonly label: string;
  readonly detail: string | null;
}

export function healthText(health: ChannelHealth, now: number, words: Words): HealthText {
  return { label: words.health[health.state], detail: detailOf(health, now, words) };
}

function detailOf(health: ChannelHealth, now: number, words: Words): string | null {
  switch (health.state) {
    case 'delayed':
    case 'offline':
      return say(words, words.updated, {
        ago: formatDistance(health.heardAt - now, words.language),
      });
    case 'reconnecting':
      return nextAttempt(health.retryAt, now, words);
    case 'polling': {
      if (!health.isFallback) return null;
      return say(words, words.fallback, { next: nextAttempt(health.retryAt, now, words) });
    }
    default:
      return null;
  }
}

function nextAttempt(at: number | null, now: number, words: Words): string {
  if (at === null || at <= now) return words.tryingNow;
  return say(words, words.trying, { when: formatDistance(at - now, words.language) });
}
