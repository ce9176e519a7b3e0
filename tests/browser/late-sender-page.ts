/* SPDX-License-Identifier: MIT
 *
 * The page script of the test of what is loaded later: the elements, as a
 * site with a bundler uses them.
 */
import '../src/ui/elements.js';
