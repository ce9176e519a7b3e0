export type ShelfName = 'localStorage' | 'sessionStorage';
export declare class Shelf {
    #private;
    constructor(name: ShelfName);
    get(key: string): string | null;
    /** Tells whether it is kept. */
    set(key: string, value: string): boolean;
    remove(key: string): void;
    keys(prefix: string): readonly string[];
}
