import type { ProgressDocument } from './document.js';
/** Whether the server has a record of the upload. `stale`: its record is missing for now. */
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
};
export declare const EMPTY_STORE: Store;
/** Whether `next` is a later state than `previous`. */
export declare function isNewer(next: ProgressDocument, previous: ProgressDocument): boolean;
/** The store after the event. It is the same object where the event brings nothing new. */
export declare function reduceStore(store: Store, event: StoreEvent): Store;
/** The store without the entries of these uploads; one may have no id yet. */
export declare function forget(store: Store, uploads: readonly {
    readonly id: string | null;
}[]): Store;
