/** Lines have one height, so that their places are known without drawing them. */
export declare const LINE_PX = 44;
export declare const lineStyles: import("lit").CSSResult;
