export type ChannelHealth = 
/** Nothing is watched, and nothing needs a connection. */
{
    readonly state: 'idle';
}
/** The first connection is being opened. */
 | {
    readonly state: 'connecting';
}
/** Events are pushed as they happen. */
 | {
    readonly state: 'live';
}
/** A heartbeat is overdue. */
 | {
    readonly state: 'delayed';
    readonly heardAt: number;
}
/** The connection broke. The next attempt is at `retryAt` (null: now). */
 | {
    readonly state: 'reconnecting';
    readonly retryAt: number | null;
}
/**
 * The page polls. Where events could be pushed (`isFallback`), `retryAt` is the next attempt at
 * that (null: now).
 */
 | {
    readonly state: 'polling';
    readonly isFallback: boolean;
    readonly retryAt: number | null;
}
/** The server does not answer. */
 | {
    readonly state: 'offline';
    readonly heardAt: number;
}
/** The server answers, but without capabilities. */
 | {
    readonly state: 'refused';
};
/** What the health follows from. */
export interface ChannelFacts {
    readonly open: boolean;
    readonly online: boolean;
    /** All that was watched has ended. */
    readonly isOver: boolean;
    /** The transport in use. */
    readonly carrier: {
        readonly push: boolean;
    } | null;
    /** A better transport exists than the one in use. */
    readonly isFallback: boolean;
    /** The transport in use missed a heartbeat, or its requests fail. */
    readonly quiet: boolean;
    /** A push transport has worked since the channel was made. */
    readonly everGood: boolean;
    readonly retryAt: number | null;
    readonly heardAt: number;
}
/** The health that follows from the facts. */
export declare function judgeHealth(facts: ChannelFacts): ChannelHealth;
/** Whether two healths look the same. */
export declare function sameHealth(a: ChannelHealth, b: ChannelHealth): boolean;
