export interface StoryEntry {
    /** In ms since 1970. */
    readonly at: number;
    /** A word of the server, such as "stage_started"; newer servers may have more. */
    readonly what: string;
    readonly stage: string | null;
    /** Counted from 1. */
    readonly attempt: number | null;
    readonly code: string | null;
    readonly message: string | null;
    /** When the stage runs again. */
    readonly retryAt: number | null;
}
/** Reads an answer; entries that are malformed are left out. */
export declare function readStory(value: unknown): StoryEntry[];
