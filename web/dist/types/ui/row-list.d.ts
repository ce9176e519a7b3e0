import { type TemplateResult } from 'lit';
export interface Row {
    readonly key: number;
    readonly content: TemplateResult;
    /** Properties of its `<li>`. */
    readonly item?: Partial<Pick<HTMLLIElement, 'className' | 'ariaSetSize' | 'ariaPosInSet'>>;
    /** Where it begins, in a list whose rows have places. */
    readonly topPx?: number;
}
export declare class RowList {
    #private;
    /** The list has exactly these rows afterwards, in this order. */
    draw(list: Element | null, rows: readonly Row[]): void;
}
