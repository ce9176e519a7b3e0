import { LitElement, type TemplateResult } from 'lit';
export declare class LoadlinePicture extends LitElement {
    static readonly properties: {
        file: {
            attribute: boolean;
        };
        name: {
            attribute: boolean;
        };
        isSeen: {
            state: boolean;
        };
    };
    static readonly styles: import("lit").CSSResult[];
    file: File | null;
    name: string;
    /** Whether it is within the window. */
    isSeen: boolean;
    constructor();
    connectedCallback(): void;
    disconnectedCallback(): void;
    protected render(): TemplateResult;
}
