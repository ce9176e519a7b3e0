/**
 * The same text in its own order: turns are seen, marks of direction left out, and it is one line.
 */
export declare function plainText(text: string): string;
