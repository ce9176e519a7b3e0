import { LiveTransport } from './live-transport.js';
import { type RelayMessage } from './relay-protocol.js';
export declare class WebSocketTransport extends LiveTransport {
    #private;
    check(): void;
    protected begin(): void;
    protected end(): void;
    protected take(message: RelayMessage): void;
    /** Sends a ping; any message counts as its answer. */
    protected doubt(): void;
    protected changed(id: string): void;
}
