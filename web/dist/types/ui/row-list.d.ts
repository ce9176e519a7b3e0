import { type TemplateResult } from 'lit';
export interface Row {
    /** Whose row it is. */
    readonly of: object;
    readonly content: TemplateResult;
    /** Of its `<li>`. */
    readonly attributes?: Readonly<Record<string, string | number>>;
    /** Where it begins, in a list whose rows have places. */
    readonly topPx?: number;
}
export declare class RowList {
    #private;
    /**
     * The list has exactly these rows afterwards, in this order. With `reuse` a new row may get the
     * element of one that goes: after a scroll most rows are new.
     */
    draw(list: Element | null, rows: readonly Row[], reuse?: boolean): void;
}
