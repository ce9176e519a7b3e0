import { LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { FileView } from '../view/file-view.js';
import { type Words } from '../view/words.js';
/** For `exportparts` of elements that hold it. */
export declare const FILE_PARTS = "file, name, figures, bar, fill, stages, stage, button, note, problem, result";
export declare class LoadlineFile extends LitElement {
    #private;
    static readonly properties: {
        view: {
            attribute: boolean;
        };
        file: {
            attribute: boolean;
        };
        words: {
            attribute: boolean;
        };
        isOff: {
            attribute: boolean;
        };
        isOpen: {
            attribute: boolean;
        };
        copied: {
            state: boolean;
        };
    };
    static readonly styles: import("lit").CSSResult[];
    view: FileView | null;
    /** For its picture; null where it is missing. */
    file: File | null;
    words: Words;
    /** Whether its buttons are disabled. */
    isOff: boolean;
    /** Whether it is more than a line; null: always so. */
    isOpen: boolean | null;
    copied: string | null;
    constructor();
    /** Focuses the row's last button. */
    focus(): void;
    protected willUpdate(_changed: PropertyValues): void;
    /** A button that is gone gives its focus to another one. */
    protected updated(_changed: PropertyValues): void;
    protected render(): TemplateResult | typeof nothing;
}
