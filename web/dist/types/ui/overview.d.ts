import type { Upload } from '../client/upload.js';
import type { Phase } from '../view/words.js';
export interface Overview {
    /** By the keys of the uploads. */
    readonly phases: ReadonlyMap<number, Phase>;
    /** How many uploads before it wait too, for those that wait; by their keys. */
    readonly places: ReadonlyMap<number, number>;
    readonly count: number;
    /** How many wait for a person to start them. */
    readonly heldCount: number;
    /** How many are paused, and have their file. */
    readonly resumableCount: number;
    /** Bytes of all files: in all, confirmed by the server, and sent. */
    readonly size: number;
    readonly confirmed: number;
    readonly sent: number;
    countOf(...phases: readonly Phase[]): number;
}
export declare function isMany({ count }: Overview): boolean;
export declare function overviewOf(uploads: readonly Upload[]): Overview;
