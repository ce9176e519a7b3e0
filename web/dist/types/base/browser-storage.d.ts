export type StorageName = 'localStorage' | 'sessionStorage';
export declare class BrowserStorage {
    #private;
    constructor(name: StorageName);
    get(key: string): string | null;
    /** Returns whether the value is stored. */
    set(key: string, value: string): boolean;
    remove(key: string): void;
    keys(prefix: string): readonly string[];
}
