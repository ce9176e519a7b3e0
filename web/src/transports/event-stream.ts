/* SPDX-License-Identifier: MIT
 *
 * The second rung: Server-Sent Events, for networks that block WebSockets. It reads the stream by
 * fetch(), because an EventSource cannot send a token.
 */

import { Stopwatch } from '../base/stopwatch.js';
import { request } from '../server/request.js';
import { HttpTransport } from './http-transport.js';
import { GRACE_MS } from './live-transport.js';

export class EventStreamTransport extends HttpTransport {
  #lastWord = new Stopwatch();

  check(): void {
    if (this.isReady && this.#lastWord.elapsedMs >= this.beatMs + GRACE_MS) this.down();
  }

  protected async follow(signal: AbortSignal): Promise<void> {
    const { url, token } = this.options;
    const question = this.watched.question(url);
    const answer = await request(question, token, { signal }, 'text/event-stream');
    if (!answer.ok) return;
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    while (reader && !signal.aborted) {
      const { done, value } = await reader.read();
      if (done || signal.aborted) return;
      this.#lastWord = new Stopwatch();
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop() ?? '';
      // An incomplete block is a sign of life as well.
      for (const block of ['', ...blocks]) this.hear(eventData(block));
    }
  }
}

function eventData(block: string): string {
  const lines = block.split('\n').filter((line) => line.startsWith('data:'));
  return lines.map((line) => line.slice(5).trim()).join('\n');
}
