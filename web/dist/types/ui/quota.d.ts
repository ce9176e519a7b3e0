import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
/** Null: no limit, or none that is known. */
export interface QuotaRoom {
    readonly bytesLeft: number | null;
    readonly uploadsLeft: number | null;
}
export declare const NO_QUOTA: QuotaRoom;
export declare class Quota {
    #private;
    /** Asks again when something in the element is about to be used. */
    constructor(element: EventTarget, client: () => LoadlineClient);
    /** Called after each change of the client. */
    note({ capabilities, uploads }: LoadlineClient): void;
    /** What is left for files that are chosen now; `isReplaced`: they replace those in the list. */
    room(uploads: readonly Upload[], isReplaced?: boolean): QuotaRoom;
    /** Tells which files have a place already: the server kept it when they began. */
    places(): (file: File) => boolean;
}
