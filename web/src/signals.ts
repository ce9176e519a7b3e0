/* SPDX-License-Identifier: MIT
 *
 * What the page knows of its surroundings: seen or hidden, on or off line,
 * leaving or coming back. Behind an interface so that tests can play them.
 */

export type Signal = 'online' | 'offline' | 'visible' | 'hidden' | 'pagehide' | 'pageshow';

export interface PageSignals {
  online(): boolean;
  hidden(): boolean;
  /** Calls the listener at each change until the returned function is called. */
  subscribe(listener: (signal: Signal) => void): () => void;
}

/** The signals of the browser's own window. */
export function windowSignals(): PageSignals {
  return {
    online: () => navigator.onLine,
    hidden: () => document.visibilityState === 'hidden',
    subscribe(listener) {
      const ended = new AbortController();
      const options = { signal: ended.signal };
      for (const name of ['online', 'offline', 'pagehide', 'pageshow'] as const) {
        window.addEventListener(name, () => listener(name), options);
      }
      document.addEventListener(
        'visibilitychange',
        () => listener(document.visibilityState === 'hidden' ? 'hidden' : 'visible'),
        options,
      );
      return () => ended.abort();
    },
  };
}
