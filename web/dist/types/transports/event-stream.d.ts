import { LiveHttpTransport } from './http-transport.js';
export declare class EventsTransport extends LiveHttpTransport {
    #private;
    check(): void;
    protected follow(signal: AbortSignal): Promise<void>;
}
