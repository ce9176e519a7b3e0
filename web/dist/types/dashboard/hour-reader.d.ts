import type { Answer } from './ask-server.js';
import { type PlotSample } from './last-hour.js';
export declare class HourReader {
    #private;
    constructor(ask: () => Promise<Answer>, told: (hour: readonly PlotSample[]) => void);
    /** Older servers do not know the question: it is not repeated. */
    read(): Promise<void>;
    /** Repeats no question any more. */
    dispose(): void;
}
