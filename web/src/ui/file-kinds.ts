/* SPDX-License-Identifier: MIT
 *
 * The kind of a file, for its icon: by its name's ending, else by the type that the browser gives it.
 */
export type FileKind = 'sheet' | 'image' | 'video' | 'audio' | 'pdf' | 'archive' | 'text' | 'other';

/** Patterns of endings, with their dot, and of types. The first that fits counts. */
const KINDS: readonly (readonly [FileKind, RegExp])[] = [
  ['sheet', /csv|\.(xls|ods)|sheet|excel/],
  ['image', /\.(png|jpe?g|gif|webp|hei[cf]|svg)|^image/],
  ['video', /\.(mp4|mov|webm|mkv|avi)|^video/],
  ['audio', /\.(mp3|m4a|wav|ogg|opus|flac)|^audio/],
  ['pdf', /pdf/],
  ['archive', /zip|\.(tar|t?gz|7z|rar|xz)|x-tar/],
  ['text', /\.(md|docx?|odt|[jt]s|py|sh|ya?ml)|^text|json|xml/],
];

export function kindOf(name: string, type = ''): FileKind {
  const ending = /\.\w+$/.exec(name.toLowerCase())?.[0] ?? '';
  const fitting = (text: string) => KINDS.find(([, pattern]) => pattern.test(text))?.[0];
  return fitting(ending) ?? fitting(type) ?? 'other';
}
