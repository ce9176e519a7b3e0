/* SPDX-License-Identifier: MIT
 *
 * The tus sender, loaded apart from the client: a page shows its list and takes files meanwhile. A
 * load that fails is a lost connection like any other, and the transfer tries again.
 */
import { NETWORK_PROBLEM } from '../server/problem.js';
import type { Sender, SenderEvents, SenderFactory, SenderOptions } from './sender.js';

let loading: Promise<SenderFactory | null> | null = null;

/** Loads the tus sender once; null where that failed, and the next call tries again. */
export function loadSender(): Promise<SenderFactory | null> {
  loading ??= importSender();
  return loading;
}

async function importSender(): Promise<SenderFactory | null> {
  try {
    return (await import('./tus-sender.js')).tusSender;
  } catch {
    loading = null;
    return null;
  }
}

/** The tus sender as soon as it is loaded. */
export const lateSender: SenderFactory = (options, events) => new LateSender(options, events);

/** Until it is loaded nothing is on the server: there is nothing to stop or discard there. */
class LateSender implements Sender {
  readonly #options: SenderOptions;
  readonly #events: SenderEvents;
  #sender: Sender | null = null;
  #run = 0;

  constructor(options: SenderOptions, events: SenderEvents) {
    this.#options = options;
    this.#events = events;
  }

  start(): void {
    if (this.#sender) this.#sender.start();
    else void this.#begin(++this.#run);
  }

  stop(): void {
    this.#run++;
    this.#sender?.stop();
  }

  async discard(): Promise<void> {
    this.#run++;
    await this.#sender?.discard();
  }

  async #begin(run: number): Promise<void> {
    const make = await loadSender();
    if (run !== this.#run) return;
    if (!make) return this.#events.stopped(NETWORK_PROBLEM);
    this.#sender = make(this.#options, this.#events);
    this.#sender.start();
  }
}
