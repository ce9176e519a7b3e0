/* SPDX-License-Identifier: MIT
 *
 * For the bundle: a page needs one file alone, and the sender is in it.
 */
export { tusSender as lateSender } from '../src/transfer/tus-sender.js';

/** It is there. */
export const loadSender = (): void => undefined;
