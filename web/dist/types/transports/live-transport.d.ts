import { Alarm } from '../base/alarm.js';
import type { TokenProvider } from '../server/request.js';
import { type RelayMessage } from './relay-protocol.js';
import type { Transport, TransportEvents } from './transport.js';
export interface LiveOptions {
    readonly url: string;
    readonly token?: TokenProvider | undefined;
}
/** How late a word may be before the channel counts as delayed, and when it counts as dead. */
export declare const GRACE_MS = 2000;
export declare abstract class LiveTransport<Options = LiveOptions> implements Transport {
    #private;
    protected readonly options: Options;
    protected readonly events: TransportEvents;
    protected isOpen: boolean;
    protected isReady: boolean;
    protected beatMs: number;
    protected readonly silence: Alarm;
    constructor(options: Options, events: TransportEvents);
    abstract watch(id: string): void;
    abstract unwatch(id: string): void;
    abstract check(): void;
    /** Makes the connection. */
    protected abstract begin(): void;
    /** Ends it. */
    protected abstract end(): void;
    open(): void;
    close(): void;
    /** Takes what the relay said; each word begins the wait for the next one anew. */
    protected hear(frame: unknown): void;
    protected take(message: RelayMessage): void;
    protected ready(): void;
    protected quiet(isQuiet: boolean): void;
    /** The next word is due after this time. */
    protected expect(afterMs: number): void;
    /** It is overdue. */
    protected doubt(): void;
    /** Ends it unless a word comes within this time. */
    protected giveUp(afterMs: number): void;
    protected down(): void;
}
