import { type ProgressDocument } from '../store/document.js';
import { type Store, type StoreEntry, type StoreEvent } from '../store/store.js';
import { type Site } from './site.js';
/** One point of the plots. */
export interface PlotSample {
    readonly at: number;
    /** Bytes/s of all senders together. */
    readonly rate: number;
    readonly sessions: number;
}
export interface Board {
    /** By id, in the order of arrival. */
    readonly store: Store;
    readonly site: Site | null;
    /** The points of the last minutes, the oldest first. */
    readonly samples: readonly PlotSample[];
}
export interface UploadRow {
    readonly id: string;
    readonly entry: StoreEntry;
    readonly document: ProgressDocument;
}
export interface Totals {
    readonly uploading: number;
    readonly rate: number;
    readonly processing: number;
    readonly waiting: number;
    readonly failed: number;
    readonly ended: number;
}
export declare const EMPTY_BOARD: Board;
/** The time span of the plots. */
export declare const SPAN_MS = 300000;
/** The board after an event of an upload. */
export declare function takeNews(board: Board, event: StoreEvent): Board;
/** The board after an event of the site. Each one is a point of the plots. */
export declare function takeSite(board: Board, site: Site): Board;
/** The board without ended uploads. */
export declare function clearEnded(board: Board): Board;
/** The uploads that have not ended; the end of one may have been missed during a gap. */
export declare function openIds(board: Board): string[];
/** The oldest first, so that rows keep their places. */
export declare function rowsOf(board: Board): UploadRow[];
/** Whether the text has each word of the filter, in upper or lower case. */
export declare function matchesFilter(text: string, filter: string): boolean;
export declare function totalsOf(board: Board): Totals;
/** Whether bytes arrive now. */
export declare function isMoving({ presence, document }: StoreEntry): boolean;
/** Whether nothing more will happen by itself. */
export declare function isEnded({ presence, document }: StoreEntry): boolean;
