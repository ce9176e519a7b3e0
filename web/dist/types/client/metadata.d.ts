/** Values by name. Null and undefined are left out; others become text. */
export type Metadata = Readonly<Record<string, string | number | boolean | null | undefined>>;
/** The same for all files, or a function of the file. */
export type MetadataSource = Metadata | ((file: File) => Metadata | null | undefined);
/** Throws where a name or a value is none: the file fails with that message. */
export declare function metadataOf(source: MetadataSource | undefined, file: File): Readonly<Record<string, string>>;
