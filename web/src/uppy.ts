/* SPDX-License-Identifier: MIT
 *
 * The package's entry `loadline/uppy`: the plugin for Uppy.
 */
export { LoadlineStages, type LoadlineStagesOptions } from './uppy/stages-plugin.js';
