export declare const theme: import("lit").CSSResult;
