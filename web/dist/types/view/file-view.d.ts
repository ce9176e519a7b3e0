import type { StageState } from '../store/document.js';
import { type FileFacts } from './file-facts.js';
import { type Action, type Phase, type Words } from './words.js';
export interface StageView {
    readonly name: string;
    readonly label: string;
    readonly state: StageState;
    readonly word: string;
    /** 0 to 100; null when unknown. */
    readonly percent: number | null;
    readonly message: string | null;
    readonly took: string | null;
}
export interface ResultRow {
    readonly key: string;
    readonly label: string;
    readonly value: string;
}
export interface FileView {
    readonly name: string;
    readonly phase: Phase;
    readonly headline: string;
    /** Short figures, in order of importance. */
    readonly figures: readonly string[];
    /** Shares of the file, 0 to 1: what the server has, what has left the page. */
    readonly confirmed: number;
    readonly sent: number;
    /** Whole percent of the file that the server has; null while nobody has said. */
    readonly percent: number | null;
    /** The bar, said in words. */
    readonly spoken: string;
    readonly note: string | null;
    readonly problem: string | null;
    readonly stages: readonly StageView[];
    readonly actions: readonly Action[];
    readonly result: readonly ResultRow[];
}
/** Everything that a file's row shows. */
export declare function viewFile(facts: FileFacts, words?: Words): FileView;
