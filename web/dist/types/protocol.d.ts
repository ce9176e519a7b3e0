import { type ProgressDocument } from './document.js';
export declare const PROTOCOL = "loadline.v1";
/** Closed because of who we are: trying again with the same token is no use. */
export declare const CLOSE_UNAUTHORIZED = 4401;
export declare const CLOSE_FORBIDDEN = 4403;
export type ClientMessage = {
    readonly do: 'watch';
    readonly ref: number;
    readonly id: string;
} | {
    readonly do: 'unwatch';
    readonly id: string;
} | {
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
} | {
    readonly event: 'progress';
    readonly document: ProgressDocument;
} | {
    readonly event: 'gone';
    readonly id: string;
} | {
    readonly event: 'stale';
    readonly id: string;
} | {
    readonly event: 'error';
    readonly ref: number | null;
    readonly code: string;
} | {
    readonly event: 'beat';
} | {
    readonly event: 'bye';
    readonly reconnectAfterMs: number;
};
/** Reads one text frame; null for what this client does not know. */
export declare function readMessage(frame: unknown): RelayMessage | null;
