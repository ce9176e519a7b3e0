import type { ChannelHealth } from '../channel/health.js';
import type { StageState } from '../store/document.js';
export interface Words {
    readonly phase: Readonly<Record<Phase, string>>;
    readonly stage: Readonly<Record<StageState, string>>;
    readonly action: Readonly<Record<Action, string>>;
    /** By problem code; `network`, `busy` and `other` are always there. */
    readonly problem: Readonly<Record<string, string>>;
    readonly result: Readonly<Record<string, string>>;
    /** Between a part and its whole. */
    readonly of: string;
    step(current: number, all: number): string;
    percent(percent: number): string;
    timeLeft(time: string): string;
    took(time: string): string;
    /** For how long it is being processed. */
    elapsed(time: string): string;
    queuePlace(place: number): string;
    keptAt(part: string): string;
    keptUntil(time: string): string;
    resumedAt(part: string): string;
    /** The server had lost what was sent. */
    readonly begunAnew: string;
    retryIn(seconds: number): string;
    readonly retryWhenOnline: string;
    readonly retryingNow: string;
    readonly allSent: string;
    readonly mayLeave: string;
    /** It failed, and its bytes need not be sent again. */
    readonly fileKept: string;
    readonly recordMissing: string;
    /** The file has to be chosen again after a reload. */
    readonly fileNeeded: string;
    /** Nobody is sending a file that this page only watches. */
    readonly senderAway: string;
    /** All files together: how many are done, of how many, and their bytes. */
    total(done: number, all: number, part: string): string;
    /** A front end keeps the bytes to itself until it has them all. */
    readonly heldBack: string;
    /** The server's last word is this old, although bytes are under way. */
    lastNews(age: string): string;
    /** The state of the news, in few words, and what that means. */
    health(health: ChannelHealth, now: number): HealthWords;
    readonly choose: string;
    /** Of what was dropped: folders without files, and what cannot be read. */
    notTaken(names: string): string;
    /** More was dropped than is taken at once. */
    tooMany(limit: number): string;
    readonly drop: string;
    readonly dropNow: string;
    limit(size: string): string;
    readonly files: string;
    readonly stages: string;
    readonly copy: string;
    readonly copied: string;
    /** Has the present state fetched, and the best connection tried, at once. */
    readonly refresh: string;
    /** The name of a button, for those who do not see what it stands beside. */
    actionOn(action: string, name: string): string;
}
export interface HealthWords {
    readonly label: string;
    readonly detail: string | null;
}
/** What a file is doing, as people see it. */
export type Phase = 'waiting' | 'starting' | 'uploading' | 'paused' | 'retrying' | 'received' | 'processing' | 'done' | 'failed' | 'cancelled' | 'expired';
export type Action = 'start' | 'pause' | 'resume' | 'retryNow' | 'cancel' | 'reprocess' | 'again' | 'remove';
export declare const ENGLISH: Words;
/** Makes a table the one for a language ("de"); the elements choose by the page's lang. */
export declare function addWords(language: string, words: Words): void;
/** The table for where the element stands: the nearest lang attribute, else English. */
export declare function wordsFor(element: Element): Words;
/** "de", of where the element stands; "" where nothing says so. */
export declare function languageOf(element: Element): string;
