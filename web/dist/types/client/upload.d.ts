import type { Command } from '../server/commands.js';
import { type ProgressDocument } from '../store/document.js';
import type { StoreEntry } from '../store/store.js';
import { type Transfer, type TransferControl } from '../transfer/transfer.js';
/** What is uploaded. The file is null where only the list entry survived a reload. */
export interface Source {
    /** The file's own name, unless a person has given it another one. */
    name: string;
    readonly size: number;
    readonly file: File | null;
    /** Only watched: another page or a program sends it. */
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
    /** Identifies an upload on this page, also before it has an id. */
    readonly key: number;
    readonly source: Source;
    /** `url` is set for an upload that began before a reload. */
    constructor(key: number, source: Source, context: UploadContext, url?: string | null);
    /** The file; null where it is missing after a reload. */
    get file(): File | null;
    /** The server's id for it; null until it has one. */
    get id(): string | null;
    get transfer(): Transfer;
    /** The URL of its status page, without the key; null until it is known. */
    get link(): string | null;
    /** The newest document of the server. */
    get document(): ProgressDocument | null;
    /** When that arrived, by this page's clock. */
    get heardAt(): number | null;
    /** Whether the server's record is missing for now. */
    get isUnknown(): boolean;
    /** Whether the server tells nothing of it to this page, as where a token is missing or expired. */
    get isDenied(): boolean;
    /** Whether the server has said that it has no such upload; one that is new it may not know yet. */
    get isGone(): boolean;
    /** Whether nothing more will happen by itself. */
    get isOver(): boolean;
    /** Whether the server has every byte, or wants no more of them. */
    get isWhole(): boolean;
    /**
     * Whether the server is known to have not all of it, and it is this page's: not so before the server
     * has told what is there, nor while another window sends it.
     */
    get isPart(): boolean;
    /**
     * Whether it began before a reload, is unfinished, and seems to be of this file. The parameters are
     * values, not the File: a browser looks at the disk each time it is asked for a size.
     */
    awaits({ name, size }: Pick<Source, 'name' | 'size'>): boolean;
    start(): void;
    /** Gives it another name on the server, before it is sent. */
    rename(name: string): void;
    /** Waits for its turn again after a pause, or before its beginning. */
    queue(): void;
    /** Resumes an upload that began before a reload: this one has the file. */
    takeOver(begun: Upload): void;
    /** Ends the wait for a retry: the server can be reached again. */
    nudge(): void;
    pause(): void;
    /** Pauses it until resume(), if it was being sent. */
    suspend(): void;
    resume(): void;
    /** Stops it and deletes it on the server, unless another window sends it. */
    cancel(): Promise<void>;
    /** Asks the server to process it again after a failure. */
    reprocess(): void;
    /** Fails the file without sending it. */
    refuse(code: string): void;
    /** Takes a new entry of the store. */
    hear(entry: StoreEntry): void;
    dispose(): void;
}
