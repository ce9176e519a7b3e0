import { LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { TokenProvider } from '../server/request.js';
import { type Words } from '../view/words.js';
export declare class LoadlineProgress extends LitElement {
    #private;
    static readonly properties: {
        id: {
            type: StringConstructor;
        };
        endpoint: {
            type: StringConstructor;
        };
        token: {
            attribute: boolean;
        };
        words: {
            attribute: boolean;
        };
        spoken: {
            state: boolean;
        };
    };
    static readonly styles: import("lit").CSSResult[];
    endpoint: string;
    token: TokenProvider | undefined;
    words: Words;
    spoken: string;
    constructor();
    connectedCallback(): void;
    disconnectedCallback(): void;
    protected willUpdate(changed: PropertyValues): void;
    protected render(): TemplateResult | typeof nothing;
}
