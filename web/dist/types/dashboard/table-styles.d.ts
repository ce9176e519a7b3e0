export declare const dashboardTables: import("lit").CSSResult;
