import type { ProgressDocument } from './document.js';
/**
 * Why the server has no news of it. `stale`: its record is missing for now; `denied`: not for this
 * client, which counts only while nothing else was heard of it.
 */
export type Absence = 'gone' | 'stale' | 'denied';
export type Presence = 'known' | Absence;
export interface StoreEntry {
    readonly presence: Presence;
    readonly document: ProgressDocument | null;
}
export type Store = ReadonlyMap<string, StoreEntry>;
export type StoreEvent = {
    readonly kind: 'document';
    readonly document: ProgressDocument;
} | {
    readonly kind: Absence;
    readonly id: string;
};
export declare const EMPTY_STORE: Store;
/** The id of the upload that the event is about. */
export declare function newsId(event: StoreEvent): string;
/** The version in the event, as the relay spells it; null where there is none. */
export declare function newsVersion(event: StoreEvent): string | null;
/** Whether `next` is a later state than `previous`. */
export declare function isNewer(next: ProgressDocument, previous: ProgressDocument): boolean;
/** The store after the event. It is the same object where the event brings nothing new. */
export declare function reduceStore(store: Store, event: StoreEvent): Store;
/** The store without the entries of these uploads; one may have no id yet. */
export declare function forget(store: Store, uploads: readonly {
    readonly id: string | null;
}[]): Store;
