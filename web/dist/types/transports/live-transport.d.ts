import { Alarm } from '../base/alarm.js';
import type { TokenProvider } from '../server/request.js';
import { type RelayMessage } from './relay-protocol.js';
import type { Transport, TransportEvents } from './transport.js';
export interface LiveOptions {
    readonly url: string;
    readonly token?: TokenProvider | undefined;
}
/**
 * A message that is later than GRACE_MS makes the transport quiet; DEAD_AFTER_MS after that it is
 * down.
 */
export declare const GRACE_MS = 2000;
export declare abstract class LiveTransport<Options = LiveOptions> implements Transport {
    #private;
    protected readonly options: Options;
    protected readonly events: TransportEvents;
    /** What is watched. */
    protected readonly wanted: Set<string>;
    protected isOpen: boolean;
    protected isReady: boolean;
    protected beatMs: number;
    protected readonly silence: Alarm;
    constructor(options: Options, events: TransportEvents);
    abstract check(): void;
    /** It is wanted now, or no longer. */
    protected abstract changed(id: string): void;
    /** Opens the connection. */
    protected abstract begin(): void;
    /** Closes the connection. */
    protected abstract end(): void;
    watch(id: string): void;
    unwatch(id: string): void;
    open(): void;
    close(): void;
    /** Handles a message. Each one restarts the wait for the next. */
    protected hear(frame: unknown): void;
    protected take(message: RelayMessage): void;
    protected ready(): void;
    protected quiet(isQuiet: boolean): void;
    /** Expects the next message within this time. */
    protected expect(afterMs: number): void;
    /** The message is overdue. */
    protected doubt(): void;
    /** Closes the transport unless a message arrives within this time. */
    protected giveUp(afterMs: number): void;
    protected down(): void;
}
