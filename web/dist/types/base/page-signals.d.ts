export type Signal = 'online' | 'offline' | 'visible' | 'hidden' | 'pagehide' | 'pageshow';
export interface PageSignals {
    online(): boolean;
    hidden(): boolean;
    /** Calls the listener at each change, until the returned function is called. */
    subscribe(listener: (signal: Signal) => void): () => void;
}
/** The signals of the browser's own window. */
export declare function windowSignals(): PageSignals;
/**
 * Passes signals on while it is open. While it is shut, the window holds no reference to the
 * listeners.
 */
export declare class SignalGate implements PageSignals {
    #private;
    constructor(signals: PageSignals);
    online(): boolean;
    hidden(): boolean;
    subscribe(listener: (signal: Signal) => void): () => void;
    open(): void;
    shut(): void;
}
