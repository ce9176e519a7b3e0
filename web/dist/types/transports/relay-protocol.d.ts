import type { StoreEvent } from '../store/store.js';
export declare const PROTOCOL = "loadline.v1";
/**
 * What administrators can watch besides single uploads: all uploads, and the programs of the site.
 */
export declare const ALL = "all";
export declare const SITE = "site";
/** What a message is about, as the relay spells it. */
export type Subject = {
    readonly ids: readonly string[];
} | {
    readonly [ALL]: true;
} | {
    readonly [SITE]: true;
};
/** Whether it is ALL or SITE, which a message names alone. */
export declare function isList(what: string | undefined): what is typeof ALL | typeof SITE;
/** The subject for ids, or for ALL or SITE. */
export declare function subjectOf(ids: readonly string[]): Subject;
export type ClientMessage = ({
    readonly do: 'watch' | 'unwatch';
    readonly ref: number;
} & Subject) | {
    readonly do: 'auth';
    readonly token: string;
} | {
    readonly do: 'ping';
    readonly ref: number;
};
export type RelayMessage = {
    readonly event: 'welcome';
    readonly beatMs: number;
} | {
    readonly event: 'watching';
    readonly id: string;
}
/** `progress`, `gone` and `stale`. */
 | {
    readonly event: 'news';
    readonly news: StoreEvent;
} | {
    readonly event: 'site';
    readonly site: unknown;
} | {
    readonly event: 'error';
    readonly ref: number | null;
    readonly code: string;
} | {
    readonly event: 'bye';
    readonly reconnectAfterMs: number;
};
export declare const DEFAULT_BEAT_MS = 20000;
/** Reads one message; null for a beat, and for a message that this client does not know. */
export declare function readMessage(frame: unknown): RelayMessage | null;
