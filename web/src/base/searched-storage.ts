/* SPDX-License-Identifier: MIT
 *
 * The browser's storage, with a search for keys: apart, because few need it.
 */
import { attempt, BrowserStorage } from './browser-storage.js';

export class SearchedStorage extends BrowserStorage {
  keys(prefix: string): readonly string[] {
    return attempt(() => {
      const { storage } = this;
      const all = Array.from({ length: storage?.length ?? 0 }, (_, at) => storage?.key(at));
      return all.filter((key) => typeof key === 'string' && key.startsWith(prefix)) as string[];
    }, []);
  }
}
