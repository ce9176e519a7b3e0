import { LitElement, type PropertyValues, type TemplateResult } from 'lit';
import type { FileView } from '../view/file-view.js';
/** What it shows of a file, or of a list. */
export type BarView = Pick<FileView, 'name' | 'phase' | 'confirmed' | 'sent' | 'percent' | 'spoken' | 'stages'>;
export declare class LoadlineBar extends LitElement {
    static readonly properties: {
        view: {
            attribute: boolean;
        };
    };
    static readonly styles: import("lit").CSSResult[];
    view: BarView | null;
    constructor();
    protected render(): TemplateResult | null;
    /** Sets the style by script: a Content Security Policy allows that, but not the attribute. */
    protected updated(_changed: PropertyValues): void;
}
