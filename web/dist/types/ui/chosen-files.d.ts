export declare class ChosenFiles {
    #private;
    constructor(add: (files: readonly File[]) => void);
    get count(): number;
    take(files: Iterable<File>): void;
    /** Forgets those that are not in the list yet. */
    clear(): void;
    /** Lists the rest at once. */
    addAll(): void;
}
