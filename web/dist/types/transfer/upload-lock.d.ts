export declare class UploadLock {
    #private;
    /** Takes the lock; resolves with false where another page holds it. */
    take(url: string): Promise<boolean>;
    /** Waits for its turn; resolves with false where release() came before. */
    wait(url: string): Promise<boolean>;
    /** Gives the lock back, or ends the wait for it. */
    release(): void;
}
