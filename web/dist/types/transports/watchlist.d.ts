import { type RelayMessage } from './relay-protocol.js';
export declare class Watchlist {
    #private;
    /** What of ALL and SITE is watched. */
    get lists(): string[];
    get isEmpty(): boolean;
    /** False where it is on the list already. */
    add(id: string): boolean;
    remove(id: string): boolean;
    /** Notes the version that it brings; gives the id where this is the first word of that upload. */
    saw(message: RelayMessage): string | null;
    /** The URL that asks for all of them, from where they were seen. */
    question(url: string): string;
}
