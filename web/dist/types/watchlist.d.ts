import type { ProgressDocument } from './document.js';
import type { TokenProvider } from './transport.js';
export interface LiveOptions {
    readonly url: string;
    readonly token?: TokenProvider | undefined;
}
export declare class Watchlist {
    #private;
    /** What of ALL and SITE is watched. */
    get lists(): string[];
    get isEmpty(): boolean;
    /** False where it is on the list already. */
    add(id: string): boolean;
    remove(id: string): boolean;
    /** Notes the version; true where this is the first word of that upload. */
    saw({ id, epoch, rev }: ProgressDocument): boolean;
    sawNothing(id: string): boolean;
    /** The URL that asks for all of them, from where they were seen. */
    question(url: string): string;
}
/** Asks with the token, where there is one; rejects where the answer is no success. */
export declare function ask(url: string, token: TokenProvider | undefined, signal: AbortSignal, accept: string): Promise<Response>;
