import { LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { LoadlineClient } from '../client/client.js';
import type { TokenProvider } from '../server/request.js';
import type { ProgressDocument } from '../store/document.js';
import { type Words } from '../view/words.js';
/** The detail of `loadline-done` and `loadline-failed`. */
export interface UploadOutcome {
    readonly id: string | null;
    readonly url: string | null;
    /** Null where it is missing after a reload. */
    readonly file: File | null;
    readonly document: ProgressDocument | null;
}
export declare class LoadlineUpload extends LitElement {
    #private;
    static readonly properties: {
        endpoint: {
            type: StringConstructor;
        };
        token: {
            attribute: boolean;
        };
        words: {
            attribute: boolean;
        };
        over: {
            state: boolean;
        };
        spoken: {
            state: boolean;
        };
        notice: {
            state: boolean;
        };
    };
    static readonly styles: import("lit").CSSResult[];
    /** The upload URL, relative to the page. */
    endpoint: string;
    /** Gives the token for the server; may be asynchronous. */
    token: TokenProvider | undefined;
    words: Words;
    over: boolean;
    spoken: string;
    notice: string;
    constructor();
    /**
     * The client behind it, for a page that shows more than the component does. With a client of the
     * page's own, uploads continue while the element is away; the element's client waits for it to
     * come back.
     */
    get client(): LoadlineClient;
    set client(client: LoadlineClient | null);
    connectedCallback(): void;
    disconnectedCallback(): void;
    protected willUpdate(_changed: PropertyValues): void;
    protected updated(_changed: PropertyValues): void;
    protected render(): TemplateResult;
}
