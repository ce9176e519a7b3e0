import type { TokenProvider, Transport, TransportEvents } from './transport.js';
export interface SocketOptions {
    readonly url: string;
    readonly token?: TokenProvider | undefined;
}
export declare class SocketTransport implements Transport {
    #private;
    constructor(options: SocketOptions, events: TransportEvents);
    open(): void;
    watch(id: string): void;
    unwatch(id: string): void;
    check(): void;
    close(): void;
}
