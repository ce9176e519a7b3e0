import { type ProgressDocument } from '../store/document.js';
import { type Store, type StoreEntry, type StoreEvent } from '../store/store.js';
import { type PlotSample } from './last-hour.js';
import { type Site } from './site.js';
export interface Board {
    /** By id, in the order of arrival. */
    readonly store: Store;
    readonly site: Site | null;
    /** What the server knows of the last hour; null: it does not tell. */
    readonly hour: readonly PlotSample[] | null;
    /** The page's own points within the span of the plots, the oldest first. */
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
    /** Those of them that are in the state `queued`. */
    readonly queued: number;
    readonly waiting: number;
    readonly failed: number;
    readonly ended: number;
}
export declare const EMPTY_BOARD: Board;
/** The time span of the plots where the server does not tell of the last hour. */
export declare const SPAN_MS = 300000;
/** The board after an event of an upload. */
export declare function takeNews(board: Board, event: StoreEvent): Board;
/** The time span of the plots. */
export declare function spanOf({ hour }: Board): number;
/** The board after an event of the site. The newest in each step of the plots is a point. */
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
