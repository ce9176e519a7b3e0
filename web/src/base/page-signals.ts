/* SPDX-License-Identifier: MIT
 *
 * What the page knows of its surroundings: seen or hidden, on or off line, leaving or coming back.
 * Behind an interface so that tests can play them.
 */

export type Signal = 'online' | 'offline' | 'visible' | 'hidden' | 'pagehide' | 'pageshow';

export interface PageSignals {
  online(): boolean;
  hidden(): boolean;
  /** Calls the listener at each change until the returned function is called. */
  subscribe(listener: (signal: Signal) => void): () => void;
}

/** Where there is no page, as in Node, it is always there. */
const NO_PAGE: PageSignals = {
  online: () => true,
  hidden: () => false,
  subscribe: () => () => undefined,
};

/** The signals of the browser's own window. */
export function windowSignals(): PageSignals {
  if (typeof document === 'undefined') return NO_PAGE;
  const hidden = () => document.visibilityState === 'hidden';
  return {
    online: () => navigator.onLine,
    hidden,
    subscribe(listener) {
      const ended = new AbortController();
      const options = { signal: ended.signal };
      for (const name of ['online', 'offline', 'pagehide', 'pageshow'] as const) {
        window.addEventListener(name, () => listener(name), options);
      }
      document.addEventListener(
        'visibilitychange',
        () => listener(hidden() ? 'hidden' : 'visible'),
        options,
      );
      return () => ended.abort();
    },
  };
}

/** Hands signals on while it is open. Shut, nothing outside holds those who listen. */
export class SignalGate implements PageSignals {
  readonly #signals: PageSignals;
  readonly #listeners = new Set<(signal: Signal) => void>();
  #leave: (() => void) | null = null;

  constructor(signals: PageSignals) {
    this.#signals = signals;
  }

  online(): boolean {
    return this.#signals.online();
  }

  hidden(): boolean {
    return this.#signals.hidden();
  }

  subscribe(listener: (signal: Signal) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  open(): void {
    this.#leave ??= this.#signals.subscribe((signal) => {
      for (const listener of [...this.#listeners]) listener(signal);
    });
  }

  shut(): void {
    this.#leave?.();
    this.#leave = null;
  }
}
