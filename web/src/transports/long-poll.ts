/* SPDX-License-Identifier: MIT
 *
 * The third rung: long-poll, for front ends that buffer a response until it is complete.
 */

import { request } from '../server/request.js';
import { readSnapshot } from '../server/snapshot.js';
import { HttpTransport } from './http-transport.js';
import { GRACE_MS } from './live-transport.js';

/** The server answers within this time, as the heartbeat does on other transports. */
const WAIT_S = 10;
/** The pause between two requests with lists (ALL, SITE): the server answers those at once. */
const LIST_PAUSE_MS = 1_000;

export class LongPollTransport extends HttpTransport {
  check(): void {
    this.restart();
  }

  protected async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#once(signal);
      if (this.watched.lists.length > 0) await delayFor(LIST_PAUSE_MS);
    }
  }

  async #once(signal: AbortSignal): Promise<void> {
    const url = new URL(this.watched.question(this.options.url));
    // The first request only tests whether this transport works.
    const waitS = this.isReady ? WAIT_S : 0;
    url.searchParams.set('wait', String(waitS));
    this.expect(waitS * 1000 + GRACE_MS);
    const answer = await request(url.href, this.options.token, { signal });
    const { site, news: events } = readSnapshot(await answer.json());
    if (signal.aborted) return;
    this.quiet(false);
    this.ready();
    for (const id of this.watched.lists) this.take({ event: 'watching', id });
    if (site) this.take({ event: 'site', site });
    for (const news of events) this.take({ event: 'news', news });
  }
}

function delayFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
