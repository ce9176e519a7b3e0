import { type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { LoadlineClient } from '../client/client.js';
import { type FieldValue } from './form-share.js';
import { UploadSettings } from './upload-settings.js';
export declare class LoadlineUpload extends UploadSettings {
    #private;
    static readonly properties: PropertyDeclarations;
    static readonly styles: import("lit").CSSResult[];
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
    /**
     * The ids of the uploads whose bytes the server has, separated by blanks: the form submits them.
     * Ids that are set, also by the attribute, are listed; other files are removed.
     */
    get value(): string;
    set value(value: FieldValue);
    /** Adds files as if a person had chosen them: the rules apply. */
    add(files: Iterable<File>): void;
    /** Sends, in order, what was paused or has not begun. */
    start(): void;
    /** Pauses all files. */
    pause(): void;
    /** Empties the list. What the server does not have whole is deleted there. */
    clear(): void;
    /** Focuses the button that chooses files. */
    focus(options?: FocusOptions): void;
    /** Called by the browser. A page that prevents the submission, to send the form itself, says when. */
    formAssociatedCallback(form: HTMLFormElement | null): void;
    /** Called by the browser: the form is as it was when the page came. */
    formResetCallback(): void;
    /** Called by the browser after a reload, or when a person comes back to the page. */
    formStateRestoreCallback(state: unknown): void;
    connectedCallback(): void;
    disconnectedCallback(): void;
    /** Also what the throttle holds back, and what follows from a change of just now. */
    protected getUpdateComplete(): Promise<boolean>;
    protected willUpdate(_changed: PropertyValues): void;
    protected updated(_changed: PropertyValues): void;
    protected render(): TemplateResult;
}
