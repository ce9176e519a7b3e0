import { LiveHttpTransport } from './live-http.js';
export declare class LongPollTransport extends LiveHttpTransport {
    #private;
    check(): void;
    protected follow(signal: AbortSignal): Promise<void>;
}
