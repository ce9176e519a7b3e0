export type StorageName = 'localStorage' | 'sessionStorage';
export declare class BrowserStorage {
    #private;
    constructor(name: StorageName);
    get(key: string): string | null;
    /** Returns whether the value is stored. */
    set(key: string, value: string): boolean;
    remove(key: string): void;
    /** Even the access may throw. Android's WebView gives null where storage is switched off. */
    protected get storage(): Storage | undefined;
}
/** What the call returns, or the other value where it fails. */
export declare function attempt<T>(what: () => T, otherwise: T): T;
