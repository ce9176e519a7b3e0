import type { Upload } from '../client/upload.js';
import type { Phase, Words } from '../view/words.js';
import type { FieldProblem } from './form-element.js';
/** What a page or a framework sets as the value. */
export type FieldValue = string | readonly string[] | null | undefined;
export interface ListedPhase {
    readonly upload: Upload;
    readonly phase: Phase;
}
export interface FormShare {
    /** The ids of whole uploads, in the order of the list. */
    readonly ids: readonly string[];
    readonly problem: FieldProblem | null;
}
export declare function listedPhases(uploads: readonly Upload[], phases: ReadonlyMap<number, Phase>): readonly ListedPhase[];
/** What the form submits, and why it cannot. */
export declare function shareOf(listed: readonly ListedPhase[], isRequired: boolean, words: Words): FormShare;
/** The ids, or ID.KEY, of a value; anything else in it is left out. */
export declare function idsIn(value: FieldValue): readonly string[];
