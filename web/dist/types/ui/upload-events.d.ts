import type { Upload } from '../client/upload.js';
import type { Problem } from '../server/problem.js';
import type { ProgressDocument } from '../store/document.js';
import type { Phase } from '../view/words.js';
/** One file. */
export interface UploadOutcome {
    /** Null until the server has given one. */
    readonly id: string | null;
    readonly url: string | null;
    /** Null where it is missing after a reload. */
    readonly file: File | null;
    readonly document: ProgressDocument | null;
    /** Bytes that the server has. */
    readonly confirmed: number;
    /** What went wrong with its bytes; null where nothing did. */
    readonly problem: Problem | null;
}
/** All files of the list. */
export interface AllOutcomes {
    readonly done: readonly UploadOutcome[];
    /** Failed, cancelled or expired. */
    readonly failed: readonly UploadOutcome[];
}
/** The details of the events. */
export interface EventDetails {
    /** Before a file is listed; may be cancelled. */
    'loadline-add': {
        readonly file: File;
    };
    /**
     * Before the first byte of a file, never before a resume; may be cancelled: it waits for a person,
     * or for start(), and is asked for again then.
     */
    'loadline-start': UploadOutcome;
    'loadline-progress': UploadOutcome;
    /** The server has every byte. */
    'loadline-stored': UploadOutcome;
    'loadline-done': UploadOutcome;
    /** Also a file that cannot be chosen: it is not listed. */
    'loadline-failed': UploadOutcome;
    /** Before a file leaves the list; may be cancelled where a person or clear() removes it. */
    'loadline-remove': UploadOutcome;
    /** Every file of the list has ended. */
    'loadline-complete': AllOutcomes;
}
export declare class UploadEvents {
    #private;
    constructor(target: EventTarget);
    tell<Name extends keyof EventDetails>(name: Name, detail: EventDetails[Name]): void;
    /** Returns whether no listener has cancelled it. */
    ask<Name extends keyof EventDetails>(name: Name, detail: EventDetails[Name]): boolean;
    /** From here on the list is another one. What has happened to its uploads is not told. */
    startFrom(uploads: readonly Upload[]): void;
    /** Tells what has changed since the last call. What only is watched is not told. */
    tellChanges(uploads: readonly Upload[], phases: ReadonlyMap<number, Phase>): void;
}
export declare function outcomeOf({ id, transfer, file, document }: Upload): UploadOutcome;
/** The outcome of a file that is not listed. */
export declare function refusedOutcome(file: File, problem: Problem): UploadOutcome;
