import { HttpTransport } from './http-transport.js';
export declare class EventStreamTransport extends HttpTransport {
    #private;
    check(): void;
    protected follow(signal: AbortSignal): Promise<void>;
}
