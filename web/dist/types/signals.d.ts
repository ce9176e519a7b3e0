export type Signal = 'online' | 'offline' | 'visible' | 'hidden' | 'pagehide' | 'pageshow';
export interface PageSignals {
    online(): boolean;
    hidden(): boolean;
    /** Calls the listener at each change until the returned function is called. */
    subscribe(listener: (signal: Signal) => void): () => void;
}
/** The signals of the browser's own window. */
export declare function windowSignals(): PageSignals;
