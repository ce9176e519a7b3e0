import { type RelayMessage } from './relay-protocol.js';
export declare class Watchlist {
    #private;
    constructor(wanted: ReadonlySet<string>);
    /** Which of ALL and SITE are watched. */
    get lists(): string[];
    forget(id: string): void;
    /**
     * Notes the version in the message; returns the id if this is the first message of that upload.
     */
    saw(message: RelayMessage): string | null;
    /** The URL that asks for all of them, each from the version that was seen. */
    question(url: string): string;
}
