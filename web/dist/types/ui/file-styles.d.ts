export declare const fileStyles: import("lit").CSSResult;
