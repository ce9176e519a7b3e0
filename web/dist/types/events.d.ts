import { LiveHttpTransport } from './live-http.js';
export declare class EventsTransport extends LiveHttpTransport {
    #private;
    check(): void;
    protected follow(signal: AbortSignal): Promise<void>;
}
