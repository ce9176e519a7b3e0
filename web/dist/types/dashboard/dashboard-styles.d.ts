export declare const dashboardStyles: import("lit").CSSResult;
