import type { LocalCode } from '../server/problem.js';
import type { ErrorCode, StageState, UploadState } from '../store/protocol-names.js';
/**
 * A text that tells a count. Where the count changes its words, it has a form for each category that
 * counts have in this language (Intl.PluralRules).
 */
export type Counted = string | (Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
    readonly other: string;
});
export interface Words {
    /** The language of the texts ("en", "pt-BR"): of numbers, times and counts too. */
    readonly language: string;
    readonly phase: Readonly<Record<Phase, string>>;
    readonly stage: Readonly<Record<StageState, string>>;
    readonly action: Readonly<Record<Action, string>>;
    /** By problem code; `network`, `busy` and `other` are always present. */
    readonly problem: Readonly<Record<string, string>>;
    readonly result: Readonly<Record<string, string>>;
    /** Bytes, of how many. Only the whole has its unit. */
    readonly part: string;
    /** Two short texts, such as a phase and its step. */
    readonly both: string;
    /** The names of a list, and one more. */
    readonly list: string;
    readonly step: string;
    /** For screen readers. */
    readonly percent: Counted;
    readonly timeLeft: string;
    readonly took: string;
    /** The time that processing has taken so far. */
    readonly elapsed: string;
    readonly queuePlace: string;
    readonly keptAt: string;
    readonly keptAtUntil: string;
    readonly resumedAt: string;
    /** The server lost the bytes that were sent. */
    readonly begunAnew: string;
    /** {when}: "in 5 seconds" */
    readonly retryIn: string;
    readonly retryWhenOnline: string;
    readonly retryingNow: string;
    readonly allSent: string;
    readonly mayLeave: string;
    /** Processing failed; the bytes need not be sent again. */
    readonly fileKept: string;
    readonly recordMissing: string;
    /** The file has to be chosen again after a reload. */
    readonly fileNeeded: string;
    /** The client that sends a watched file has stopped. */
    readonly senderAway: string;
    /** Another window of this browser sends the same upload. */
    readonly otherWindow: string;
    /** All files together: how many are done, of how many, and their bytes. Counts {done}. */
    readonly total: Counted;
    /** The web server buffers the bytes. */
    readonly heldBack: string;
    /** The last update is from {ago} ("5 seconds ago"), although bytes are being sent. */
    readonly lastNews: string;
    /** The buttons for all files. */
    readonly bulk: Readonly<Record<BulkAction, string>>;
    /** The finished files of a long list, which are folded together. Counts {count}. */
    readonly folded: Counted;
    /** The button that shows more of a file: digest, type, link. */
    readonly details: string;
    readonly health: Readonly<Record<Health, string>>;
    readonly updated: string;
    readonly trying: string;
    readonly tryingNow: string;
    /** {next}: the next attempt, as one of the two before. */
    readonly fallback: string;
    readonly choose: string;
    /** Where only one file can be chosen. */
    readonly chooseOne: string;
    readonly chooseFolder: string;
    /** After a drop of something else. */
    readonly onlyFiles: string;
    /** After a drop: empty folders, and files that cannot be read. */
    readonly notTaken: string;
    /** A name that no file can have. */
    readonly nameRefused: string;
    /** A drop had more files than are taken at once. Counts {limit}. */
    readonly tooMany: Counted;
    /** Why the form around it cannot be submitted. */
    readonly form: Readonly<Record<FormReason, string>>;
    /** Files that cannot be chosen: their {names}, and the {limit}. */
    readonly refused: Readonly<Record<Exclude<RefusalReason, 'too_many'>, string>>;
    /** More files than may be chosen. Counts {limit}. */
    readonly overLimit: Counted;
    /** The button that sends the files that wait for it. */
    readonly uploadFiles: Counted;
    readonly drop: string;
    readonly dropOne: string;
    readonly dropNow: string;
    readonly limit: string;
    readonly files: string;
    readonly stages: string;
    readonly copy: string;
    readonly copied: string;
    /** The button that fetches the present state and tries the best transport at once. */
    readonly refresh: string;
    /** The name of a button for screen readers: the action, and the file. */
    readonly actionOn: string;
}
/** Texts by the code of a problem, or by the state in which an upload ended. */
export type ProblemWords = Partial<Record<ErrorCode | LocalCode | UploadState | 'other', string>>;
/** A table that may have less than English: what it lacks is shown in English. */
export type Translation<Table> = {
    readonly [Key in keyof Table]?: Table[Key] extends Counted ? Table[Key] : Readonly<Partial<Table[Key]>>;
} & {
    readonly language: string;
};
/** What a file is doing, for people. */
export type Phase = 'waiting' | 'starting' | 'uploading' | 'paused' | 'retrying' | 'received' | 'processing' | 'done' | 'failed' | 'cancelled' | 'expired';
/** No file is chosen; not every file is stored; a file failed. */
export type FormReason = 'missing' | 'pending' | 'failed';
/** Why a file cannot be chosen. */
export type RefusalReason = 'too_large' | 'too_small' | 'type_refused' | 'too_many'
/** More bytes, or more files, than the person may still store. */
 | 'quota_exceeded' | 'quota_uploads';
export type BulkAction = 'pause' | 'resume' | 'retry' | 'clear';
export type Action = 'start' | 'rename' | 'pause' | 'resume' | 'retryNow' | 'cancel' | 'reprocess' | 'again' | 'remove';
/** The states of the channel; the same as of ChannelHealth. */
export type Health = 'idle' | 'connecting' | 'live' | 'delayed' | 'reconnecting' | 'polling' | 'refused' | 'offline';
