import type { Capabilities } from '../server/capabilities.js';
import type { Upload } from './upload.js';
export interface QueueOptions {
    /** How many uploads are sent at a time. */
    readonly parallel?: number | undefined;
}
export declare class SendQueue {
    #private;
    /** Called before a file is sent; where one returns false, the file is paused. */
    readonly guards: Set<(upload: Upload) => boolean>;
    constructor(options: QueueOptions);
    /** Whether more changes are to come before what follows from them. */
    get isHeld(): boolean;
    /** Called after each change, also of what it changes itself. */
    startNext(uploads: () => readonly Upload[], capabilities: Capabilities): void;
    /** Pauses them; the places that this frees start nothing before startNext(). */
    pause(uploads: readonly Upload[]): void;
    /** What was paused waits for its turn again. */
    resume(uploads: readonly Upload[]): void;
    /** What `change` does to uploads starts nothing before startNext(). */
    whileHeld<Result>(change: () => Result): Result;
}
