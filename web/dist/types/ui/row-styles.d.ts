export declare const rowStyles: import("lit").CSSResult;
