export type ShelfName = 'localStorage' | 'sessionStorage';
/** What is older than this is gone from most servers. */
export declare const KEPT_MS: number;
export declare class Shelf {
    #private;
    constructor(name: ShelfName);
    get(key: string): string | null;
    /** Tells whether it is kept. */
    set(key: string, value: string): boolean;
    remove(key: string): void;
    keys(prefix: string): readonly string[];
}
