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
    /** How many this page sends, or will in their turn. */
    readonly pausableCount: number;
    /** How many were begun and are paused, and have their file. */
    readonly resumableCount: number;
    /** Bytes of all files that are not cancelled: in all, confirmed by the server, and sent. */
    readonly size: number;
    readonly confirmed: number;
    readonly sent: number;
    /** Whether the server has every byte of them. */
    readonly isWhole: boolean;
    /** Bytes that this page has yet to send of what it sends now, or in its turn. */
    readonly restBytes: number;
    /** Bytes that this page has sent and the server has, from where each file was begun or resumed. */
    readonly ownBytes: number;
    /** Whether this page sends a file now. */
    readonly isSending: boolean;
    countOf(...phases: readonly Phase[]): number;
}
export declare function isMany({ count }: Overview): boolean;
export declare function overviewOf(uploads: readonly Upload[]): Overview;
