import { LitElement, type PropertyValues, type TemplateResult } from 'lit';
import type { FileView } from '../view/file-view.js';
export declare class LoadlineBar extends LitElement {
    static readonly properties: {
        view: {
            attribute: boolean;
        };
    };
    static readonly styles: import("lit").CSSResult[];
    view: FileView | null;
    constructor();
    protected render(): TemplateResult | null;
    /** By the style object, which a Content Security Policy allows, unlike the attribute. */
    protected updated(_changed: PropertyValues): void;
}
