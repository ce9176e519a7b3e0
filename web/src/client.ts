/* SPDX-License-Identifier: MIT
 *
 * The package's entry `loadline/client`: the client without the elements.
 */
export { type ClientOptions, LoadlineClient } from './client/client.js';
