/* SPDX-License-Identifier: MIT
 *
 * Names and messages are written by anybody. Shown as they are, a character that turns the
 * direction of text makes "gpj.exe" of what is run as "exe.jpg".
 */

/**
 * The same text in its own order: turns are seen, marks of direction left out, and it is one line.
 */
export function plainText(text: string): string {
  return text
    .replace(/[\u061c\u200e\u200f]/gu, '')
    .replace(/\p{Bidi_Control}/gu, '\ufffd')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
