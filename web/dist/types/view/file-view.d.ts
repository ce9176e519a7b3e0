import type { StageState } from '../store/protocol-names.js';
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
    /** Shares of the file, 0 to 1: confirmed by the server, and sent. */
    readonly confirmed: number;
    readonly sent: number;
    /** Confirmed bytes in whole percent; null while unknown. */
    readonly percent: number | null;
    /** The bar as a sentence, for screen readers. */
    readonly spoken: string;
    readonly note: string | null;
    readonly problem: string | null;
    readonly stages: readonly StageView[];
    readonly actions: readonly Action[];
    readonly result: readonly ResultRow[];
}
/** Everything that a file's row shows. */
export declare function viewFile(facts: FileFacts, words?: Words): FileView;
