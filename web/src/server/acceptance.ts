/* SPDX-License-Identifier: MIT
 *
 * Which files a server refuses, by its capabilities: known before a byte is sent. Other reasons, such
 * as a quota, only the server can tell.
 */
import type { ErrorCode } from '../store/protocol-names.js';
import type { Capabilities } from './capabilities.js';

export interface DescribedFile {
  readonly name: string;
  readonly size: number;
  /** The declared type; empty where the browser knows none. */
  readonly type: string;
}

export type Refusal = Extract<ErrorCode, 'too_large' | 'type_refused'>;

/** The code of the server's refusal; null where it takes the file. */
export function refusalOf(
  { maxSize, accept }: Capabilities,
  { name, size, type }: DescribedFile,
): Refusal | null {
  if (maxSize !== null && size > maxSize) return 'too_large';
  const { types, refusedTypes, extensions, refusedExtensions } = accept;
  const isTaken =
    !hasType(refusedTypes, type) &&
    !hasExtension(refusedExtensions, name) &&
    (types.length === 0 || hasType(types, type)) &&
    (extensions.length === 0 || hasExtension(extensions, name));
  return isTaken ? null : 'type_refused';
}

/** Whether the type matches one of the patterns; a star stands for all types, or all subtypes. */
export function hasType(patterns: readonly string[], type: string): boolean {
  const [main = '', sub = ''] = type.toLowerCase().split(';')[0]?.trim().split('/') ?? [];
  return patterns.some((pattern) => {
    const [wanted, wantedSub] = pattern.toLowerCase().split('/');
    return main !== '' && fits(wanted, main) && fits(wantedSub, sub);
  });
}

/** Whether the name ends with one of the extensions; dots and blanks at its end do not count. */
export function hasExtension(extensions: readonly string[], name: string): boolean {
  const end = name.toLowerCase().replace(/[. ]+$/, '');
  return extensions.some((extension) => end.endsWith(`.${extension.toLowerCase()}`));
}

function fits(pattern: string | undefined, part: string): boolean {
  return pattern === '*' || pattern === part;
}
