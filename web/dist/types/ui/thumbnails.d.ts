/** In CSS pixels. */
export declare const PICTURE_SIDE = 40;
type Picture = HTMLCanvasElement | null;
/** The picture; where it is not made yet, null, and `tell` is called as soon as it is. */
export declare function pictureOf(file: File, tell: () => void): Picture;
/** Nobody can see it any more. */
export declare function unwant(file: File): void;
export {};
