import { type ProgressDocument } from './document.js';
import type { Entry } from './store.js';
import type { Transfer, TransferControl } from './transfer.js';
export interface UploadContext {
    readonly makeTransfer: (changed: () => void) => TransferControl;
    readonly watch: (id: string) => void;
    readonly unwatch: (id: string) => void;
    readonly changed: (upload: Upload) => void;
}
/** The id in an upload's URL; null when there is none. */
export declare function idOf(url: string): string | null;
export declare class Upload {
    #private;
    /** Tells the uploads of one page apart, also before they have an id. */
    readonly key: number;
    readonly file: File;
    constructor(key: number, file: File, context: UploadContext);
    /** The server's name for it; null until it has one. */
    get id(): string | null;
    get transfer(): Transfer;
    /** The newest state that the server told. */
    get document(): ProgressDocument | null;
    /** When that was, by this page's clock. */
    get heardAt(): number | null;
    /** Whether the server's record is missing just now. */
    get isUnknown(): boolean;
    /** Whether nothing more will happen without somebody's doing. */
    get isOver(): boolean;
    start(): void;
    /** Tells it that the server can be reached again. */
    nudge(): void;
    pause(): void;
    /** Stops it and takes it off the server. */
    cancel(): Promise<void>;
    /** Refuses the file without sending it. */
    refuse(code: string): void;
    /** Takes the store's news of this upload. */
    hear(entry: Entry): void;
    dispose(): void;
}
