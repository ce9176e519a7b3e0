import type { ChannelHealth } from '../channel/health.js';
import type { LocalCode } from '../server/problem.js';
import type { ErrorCode, StageState, UploadState } from '../store/protocol-names.js';
export interface Words {
    readonly phase: Readonly<Record<Phase, string>>;
    readonly stage: Readonly<Record<StageState, string>>;
    readonly action: Readonly<Record<Action, string>>;
    /** By problem code; `network`, `busy` and `other` are always present. */
    readonly problem: Readonly<Record<string, string>>;
    readonly result: Readonly<Record<string, string>>;
    /** Between a part and its whole. */
    readonly of: string;
    step(current: number, all: number): string;
    percent(percent: number): string;
    timeLeft(time: string): string;
    took(time: string): string;
    /** The time that processing has taken so far. */
    elapsed(time: string): string;
    queuePlace(place: number): string;
    keptAt(part: string): string;
    keptUntil(time: string): string;
    resumedAt(part: string): string;
    /** The server lost the bytes that were sent. */
    readonly begunAnew: string;
    retryIn(seconds: number): string;
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
    /** All files together: how many are done, of how many, and their bytes. */
    total(done: number, all: number, part: string): string;
    /** The web server buffers the bytes. */
    readonly heldBack: string;
    /** The last update is this old, although bytes are being sent. */
    lastNews(age: string): string;
    /** The health of the channel: a label, and a detail. */
    health(health: ChannelHealth, now: number): HealthWords;
    readonly choose: string;
    /** After a drop: empty folders, and files that cannot be read. */
    notTaken(names: string): string;
    /** A drop had more files than are taken at once. */
    tooMany(limit: number): string;
    readonly drop: string;
    readonly dropNow: string;
    limit(size: string): string;
    readonly files: string;
    readonly stages: string;
    readonly copy: string;
    readonly copied: string;
    /** The button that fetches the present state and tries the best transport at once. */
    readonly refresh: string;
    /** The name of a button for screen readers: the action, and the file. */
    actionOn(action: string, name: string): string;
}
export interface HealthWords {
    readonly label: string;
    readonly detail: string | null;
}
/** Texts by the code of a problem, or by the state in which an upload ended. */
export type ProblemWords = Partial<Record<ErrorCode | LocalCode | UploadState | 'other', string>>;
/** What a file is doing, for people. */
export type Phase = 'waiting' | 'starting' | 'uploading' | 'paused' | 'retrying' | 'received' | 'processing' | 'done' | 'failed' | 'cancelled' | 'expired';
export type Action = 'start' | 'pause' | 'resume' | 'retryNow' | 'cancel' | 'reprocess' | 'again' | 'remove';
export declare const ENGLISH: Words;
/** Sets the words for a language ("de"). The elements choose by the nearest lang attribute. */
export declare function addWords(language: string, words: Words): void;
/** The words for an element's language, by the nearest lang attribute; English by default. */
export declare function wordsFor(element: Element): Words;
/** The language of an element, such as "de"; "" where there is none. */
export declare function languageOf(element: Element): string;
