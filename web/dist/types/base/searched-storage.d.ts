import { BrowserStorage } from './browser-storage.js';
export declare class SearchedStorage extends BrowserStorage {
    keys(prefix: string): readonly string[];
}
