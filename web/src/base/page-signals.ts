/* SPDX-License-Identifier: MIT
 *
 * What the browser tells of the page: visible or hidden, online or offline, leaving or coming back.
 * An interface, so that tests can send the signals.
 */

export type Signal = 'online' | 'offline' | 'visible' | 'hidden' | 'pagehide' | 'pageshow';

export interface PageSignals {
  online(): boolean;
  hidden(): boolean;
  /** Calls the listener at each change, until the returned function is called. */
  subscribe(listener: (signal: Signal) => void): () => void;
}

/** Without a page, as in Node: always visible and online. */
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

/**
 * Passes signals on while it is open. While it is shut, the window holds no reference to the
 * listeners.
 */
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
