export declare class ChunkLimit {
    #private;
    constructor(endpoint: string);
    get bytes(): number;
    /**
     * A request of so many bytes was refused: half of it from now on. False where that would be too
     * little.
     */
    refuse(bytes: number): boolean;
}
