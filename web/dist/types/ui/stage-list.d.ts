import { LitElement, nothing, type TemplateResult } from 'lit';
import type { StageView } from '../view/file-view.js';
import { type Words } from '../view/words.js';
export declare class LoadlineStageList extends LitElement {
    static readonly properties: {
        stages: {
            attribute: boolean;
        };
        words: {
            attribute: boolean;
        };
    };
    static readonly styles: import("lit").CSSResult[];
    stages: readonly StageView[];
    words: Words;
    constructor();
    protected render(): TemplateResult | typeof nothing;
}
