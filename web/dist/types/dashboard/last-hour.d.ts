/** One point of the plots; null: not known. */
export interface PlotSample {
    readonly at: number;
    /** The next point is at most so many ms away; else something is missing in between. */
    readonly reach: number;
    /** Bytes/s of all senders together. */
    readonly rate: number | null;
    /** Uploads with a sender. */
    readonly uploading: number;
    /** Uploads that wait for a worker. */
    readonly queued: number;
    readonly sessions: number | null;
}
export declare const HOUR_MS = 3600000;
/** Reads the answer; null where it is none. Malformed minutes are left out. */
export declare function readHour(value: unknown): PlotSample[] | null;
/** All points of the last hour: the server's minutes are where the page has no sample near. */
export declare function joinSamples(hour: readonly PlotSample[], own: readonly PlotSample[]): readonly PlotSample[];
/** Cuts the points where one is missing. */
export declare function runsOf(samples: readonly PlotSample[]): PlotSample[][];
