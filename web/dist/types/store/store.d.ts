import type { ProgressDocument } from './document.js';
/** How much the server knows of an upload. */
export type Presence = 'unknown' | 'known' | 'gone' | 'stale';
export interface StoreEntry {
    readonly presence: Presence;
    readonly document: ProgressDocument | null;
}
export type Store = ReadonlyMap<string, StoreEntry>;
export type StoreEvent = {
    readonly kind: 'document';
    readonly document: ProgressDocument;
} | {
    readonly kind: 'gone';
    readonly id: string;
} | {
    readonly kind: 'stale';
    readonly id: string;
} | {
    readonly kind: 'forget';
    readonly id: string;
};
export declare const EMPTY_STORE: Store;
/** Whether `next` was made after `previous`. */
export declare function isNewer(next: ProgressDocument, previous: ProgressDocument): boolean;
/** The store after the event: the very same object when the event says nothing new. */
export declare function reduceStore(store: Store, event: StoreEvent): Store;
