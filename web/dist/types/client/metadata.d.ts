/** Values by name. Null and undefined are left out; others become text. */
export type Metadata = Readonly<Record<string, string | number | boolean | null | undefined>>;
/** The same for all files, or a function of the file. */
export type MetadataSource = Metadata | ((file: File) => Metadata | null | undefined);
/**
 * With the file's name on the server and, as tus clients call it, its path in the folder that was
 * chosen. Throws where a name or a value is none: the file fails with that message.
 */
export declare function metadataOf(source: MetadataSource | undefined, file: File, filename?: string): Readonly<Record<string, string>>;
