/** So many bytes of a file have its size, also behind a camera's notes. */
export declare const IMAGE_HEAD_BYTES = 262144;
/** In pixels, not turned; null for other formats. Throws a RangeError where the head is cut off. */
export declare function imageSize(head: DataView): readonly [number, number] | null;
