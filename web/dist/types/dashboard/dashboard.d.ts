import { LitElement, type TemplateResult } from 'lit';
export declare class LoadlineDashboard extends LitElement {
    #private;
    static readonly properties: {
        endpoint: {
            type: StringConstructor;
        };
        filter: {
            state: boolean;
        };
        spoken: {
            state: boolean;
        };
    };
    static readonly styles: import("lit").CSSResult[];
    endpoint: string;
    filter: string;
    spoken: string;
    constructor();
    connectedCallback(): void;
    disconnectedCallback(): void;
    protected render(): TemplateResult;
}
