/**
 * The text on one line: marks of direction are removed, and changes of direction are made visible.
 */
export declare function plainText(text: string): string;
