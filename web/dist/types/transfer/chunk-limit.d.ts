export declare class ChunkLimit {
    #private;
    constructor(endpoint: string);
    get bytes(): number;
    /**
     * Halves the limit after a refused request of this length. Returns false where that would be too
     * little.
     */
    refuse(bytes: number): boolean;
}
