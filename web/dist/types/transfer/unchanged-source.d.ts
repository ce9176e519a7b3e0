/** What is sent: a part of the file, or bytes in memory, with the name that tus-js-client asks for. */
type Bytes = Uint8Array<ArrayBuffer>;
type Piece = Blob | (Bytes & {
    readonly size: number;
});
export declare class UnchangedSource {
    #private;
    readonly size: number;
    /**
     * `isSame` tells whether the file, or what was read of it, is as it was when it was first read;
     * `isSampled`: it was found so just now.
     */
    constructor(file: Blob, isSame: (content?: Bytes) => Promise<boolean>, isSampled?: boolean);
    /** May return less than asked for. Rejects where the file has changed, or cannot be read. */
    slice(start: number, end: number): Promise<{
        value: Piece;
        done: boolean;
    }>;
    close(): void;
}
export {};
