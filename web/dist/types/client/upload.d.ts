import type { Command } from '../server/commands.js';
import { type ProgressDocument } from '../store/document.js';
import type { StoreEntry } from '../store/store.js';
import type { Transfer, TransferControl } from '../transfer/transfer.js';
/** What is uploaded; the file is null where only its record was kept over a reload. */
export interface Source {
    readonly name: string;
    readonly size: number;
    readonly file: File | null;
    /** Only watched: another page, or a program, sends it. */
    readonly isFollowed?: boolean;
}
export interface UploadContext {
    readonly makeTransfer: (changed: () => void) => TransferControl;
    readonly watch: (id: string) => void;
    readonly unwatch: (id: string) => void;
    readonly progressUrl: () => string | null;
    readonly command: (url: string, what: Command) => void;
    readonly changed: (upload: Upload) => void;
}
export declare class Upload {
    #private;
    /** Tells the uploads of one page apart, also before they have an id. */
    readonly key: number;
    readonly source: Source;
    /** `url` is that of an upload that was begun before a reload. */
    constructor(key: number, source: Source, context: UploadContext, url?: string | null);
    /** The file; null where it is not at hand any more. */
    get file(): File | null;
    /** The server's name for it; null until it has one. */
    get id(): string | null;
    get transfer(): Transfer;
    /**
     * The URL of the page that shows it, which is no right to change it; null until that is known.
     */
    get link(): string | null;
    /** The newest state that the server told. */
    get document(): ProgressDocument | null;
    /** When that was, by this page's clock. */
    get heardAt(): number | null;
    /** Whether the server's record is missing just now. */
    get isUnknown(): boolean;
    /** Whether nothing more will happen without somebody's doing. */
    get isOver(): boolean;
    start(): void;
    /** Goes on with what was begun before a reload: this one has the file. */
    takeOver(begun: Upload): void;
    /** Tells it that the server can be reached again. */
    nudge(): void;
    pause(): void;
    /** Stops it until resume(), which goes on with what was on its way. */
    suspend(): void;
    resume(): void;
    /** Stops it and takes it off the server. */
    cancel(): Promise<void>;
    /** Has the server process it again, after that failed. */
    reprocess(): void;
    /** Refuses the file without sending it. */
    refuse(code: string): void;
    /** Takes the store's news of this upload. */
    hear(entry: StoreEntry): void;
    dispose(): void;
}
