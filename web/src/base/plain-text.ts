/* SPDX-License-Identifier: MIT
 *
 * Makes foreign text safe to show. Anybody can choose the name of a file; with a character that
 * reverses the direction of text, the program "exe.jpg" looks like the picture "gpj.exe".
 */

/**
 * The text on one line: marks of direction are removed, and changes of direction are made visible.
 */
export function plainText(text: string): string {
  return text
    .replace(/[\u061c\u200e\u200f]/gu, '')
    .replace(/\p{Bidi_Control}/gu, '\ufffd')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
