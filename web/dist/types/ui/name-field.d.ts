import { type LitElement, type TemplateResult } from 'lit';
import type { FileView } from '../view/file-view.js';
import type { Words } from '../view/words.js';
/** A name in its own direction, which the one of the page may not be. */
export declare const nameText: (name: string) => TemplateResult;
export declare class NameField {
    #private;
    constructor(row: LitElement & {
        readonly words: Words;
    });
    /** Shows the field; the name is selected up to its ending. */
    open(): void;
    render(view: FileView): TemplateResult;
}
