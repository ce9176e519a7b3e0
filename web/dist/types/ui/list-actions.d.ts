import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import type { BulkAction } from '../view/words.js';
import type { Overview } from './overview.js';
import { type UploadEvents } from './upload-events.js';
export interface ListActionOptions {
    readonly client: LoadlineClient;
    readonly overview: Overview;
    /** Whether files that have not begun wait only because a person paused them. */
    readonly autostart: boolean;
}
/** In the order of their buttons. */
export declare const BULK_ACTIONS: readonly ['pause', 'resume', 'retry', 'clear'];
/** Those that can help now, in their order. */
export declare function bulkActions({ client, overview, autostart }: ListActionOptions): BulkAction[];
export declare function actOnAll(what: BulkAction, { client, overview, autostart }: ListActionOptions, events: UploadEvents): void;
/** Removes the uploads unless a listener wants to keep them. */
export declare function removeAsked(client: LoadlineClient, events: UploadEvents, isMeant: (upload: Upload) => boolean): void;
