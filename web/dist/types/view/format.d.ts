/** "12.3 MB" */
export declare function formatBytes(bytes: number): string;
/** "12.3 of 45 MB": both numbers in the unit of the whole, so that they compare at a glance. */
export declare function formatPart(part: number, whole: number, of?: string): string;
/** "4.2 MB/s" */
export declare function formatRate(bytesPerSecond: number): string;
/** "8 s", "2 min 5 s", "1 h 10 min" */
export declare function formatDuration(ms: number): string;
/** "31 Jan, 14:05", in the language of the browser. */
export declare function formatTime(wallMs: number): string;
/** The share in whole percent; 100 only where the part is the whole. */
export declare function percentOf(part: number, whole: number): number;
