import { LiveHttpTransport } from './http-transport.js';
export declare class LongPollTransport extends LiveHttpTransport {
    #private;
    check(): void;
    protected follow(signal: AbortSignal): Promise<void>;
}
