/** Makes each value once per key: the formatters of Intl are slow to make. */
export declare function memo<Value>(make: (key: string) => Value): (key: string) => Value;
/** "10,000" */
export declare function formatNumber(value: number, language: string): string;
/** "45%", in pieces: languages put the sign before or behind the number. */
export declare function percentParts(percent: number, language: string): Intl.NumberFormatPart[];
/** "45%" */
export declare function formatPercent(percent: number, language: string): string;
/** "12.3 MB" */
export declare function formatBytes(bytes: number, language: string): string;
/** "4.2 MB/s" */
export declare function formatRate(bytesPerSecond: number, language: string): string;
/** "12.3 of 45 MB" without the words: both in the unit of the whole, to compare at a glance. */
export declare function formatPartAndWhole(part: number, whole: number, language: string): {
    part: string;
    whole: string;
};
/** "8 sec", "2 min 5 sec", "1 hr 10 min" */
export declare function formatDuration(ms: number, language: string): string;
/** "5 seconds ago", "in 5 seconds": the time between a moment and now. */
export declare function formatDistance(ms: number, language: string): string;
/** "31 Jan 2026, 14:05" */
export declare function formatTime(wallMs: number, language: string): string;
/** "14:05:09" */
export declare function formatClock(wallMs: number, language: string): string;
/** The share in whole percent; 100 only where the part is the whole. */
export declare function percentOf(part: number, whole: number): number;
