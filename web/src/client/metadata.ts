/* SPDX-License-Identifier: MIT
 *
 * What a page tells the server of a file besides its name and type. It becomes Upload-Metadata when
 * the upload is created.
 */

/** Values by name. Null and undefined are left out; others become text. */
export type Metadata = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The same for all files, or a function of the file. */
export type MetadataSource = Metadata | ((file: File) => Metadata | null | undefined);

export function metadataOf(
  source: MetadataSource | undefined,
  file: File,
): Readonly<Record<string, string>> {
  const values = (typeof source === 'function' ? source(file) : source) ?? {};
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [[name, String(value)]],
    ),
  );
}
