export declare class Stopwatch {
    #private;
    get elapsedMs(): number;
}
