/* SPDX-License-Identifier: MIT
 *
 * For the bundle: what tus-js-client takes from url-parse every browser has.
 */
export default URL;
