/* SPDX-License-Identifier: MIT
 *
 * What a page tells the server of a file besides its name and type. It becomes Upload-Metadata when
 * the upload is created.
 */

/** Values by name. Null and undefined are left out; others become text. */
export type Metadata = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The same for all files, or a function of the file. */
export type MetadataSource = Metadata | ((file: File) => Metadata | null | undefined);

/** The server takes these names, and a header field can have them. */
const NAME = /^[A-Za-z0-9_-]+$/;

/**
 * With the file's name on the server and, as tus clients call it, its path in the folder that was
 * chosen. Throws where a name or a value is none: the file fails with that message.
 */
export function metadataOf(
  source: MetadataSource | undefined,
  file: File,
  filename?: string,
): Readonly<Record<string, string>> {
  const given = typeof source === 'function' ? source(file) : source;
  if (given instanceof Promise) throw new TypeError('metadata: a Promise');
  const values = { relativePath: file.webkitRelativePath || null, ...given, filename };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [[name, textOf(name, value)]],
    ),
  );
}

function textOf(name: string, value: unknown): string {
  if (!NAME.test(name)) throw new TypeError(`metadata: the name "${name}"`);
  if (['object', 'function'].includes(typeof value)) throw new TypeError(`metadata: ${name}`);
  return String(value);
}
