/* SPDX-License-Identifier: MIT
 *
 * For the bundle: what tus-js-client takes from js-base64, by the browser's own means.
 */
export const Base64 = {
  /** The base64 of a text's UTF-8. */
  encode: (text: string): string =>
    btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')),
};
