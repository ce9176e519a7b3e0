export declare const uploadStyles: import("lit").CSSResult;
