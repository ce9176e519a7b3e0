import { type ProgressDocument } from '../store/document.js';
import { type Store, type StoreEntry, type StoreEvent } from '../store/store.js';
import { type Site } from './site.js';
/** One second of the site. */
export interface PlotSample {
    readonly at: number;
    /** Bytes/s of all senders together. */
    readonly rate: number;
    readonly sessions: number;
}
export interface Board {
    /** By id, as they came. */
    readonly store: Store;
    readonly site: Site | null;
    /** The last minutes, oldest first. */
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
/** So long the plots look back. */
export declare const SPAN_MS = 300000;
/** The board after news of an upload. */
export declare function takeNews(board: Board, event: StoreEvent): Board;
/** The board after a word about the site: each is one step of the plots. */
export declare function takeSite(board: Board, site: Site): Board;
/** The board without what has ended. */
export declare function clearEnded(board: Board): Board;
/** Uploads whose end would be missed if nobody asked. */
export declare function openIds(board: Board): string[];
/** The oldest first: no place changes while an upload is there. */
export declare function rowsOf(board: Board): UploadRow[];
/** Whether each word of the filter is in the text, in letters of any size. */
export declare function matchesFilter(text: string, filter: string): boolean;
export declare function totalsOf(board: Board): Totals;
/** Whether bytes come in now. */
export declare function isMoving({ presence, document }: StoreEntry): boolean;
/** Whether nothing more will happen to it by itself. */
export declare function isEnded({ presence, document }: StoreEntry): boolean;
