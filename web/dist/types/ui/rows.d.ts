import { LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Upload } from '../client/upload.js';
import { type Action, type Words } from '../view/words.js';
import type { ListViews } from './list-views.js';
export interface RowAction {
    readonly upload: Upload;
    readonly action: Action;
}
export declare class LoadlineRows extends LitElement {
    #private;
    static readonly properties: {
        uploads: {
            attribute: boolean;
        };
        views: {
            attribute: boolean;
        };
        words: {
            attribute: boolean;
        };
        isOff: {
            attribute: boolean;
        };
        isUnfolded: {
            state: boolean;
        };
        opened: {
            state: boolean;
        };
        isPointedAt: {
            state: boolean;
        };
    };
    static readonly styles: import("lit").CSSResult[];
    uploads: readonly Upload[];
    views: ListViews | null;
    words: Words;
    isOff: boolean;
    isUnfolded: boolean;
    /** Its details are shown. */
    opened: Upload | null;
    /** Whether a pointer is among the rows: what is finished stays in its place then. */
    isPointedAt: boolean;
    constructor();
    protected willUpdate(changed: PropertyValues): void;
    protected render(): TemplateResult | typeof nothing;
    protected updated(_changed: PropertyValues): void;
}
