/* SPDX-License-Identifier: MIT
 *
 * The texts of the dashboard, by the language of the page.
 */
import { Tables } from '../view/tables.js';
import { DASHBOARD_ENGLISH } from './languages/en.js';
import type { DashboardWords } from './languages/words.js';

export { DASHBOARD_ENGLISH } from './languages/en.js';
export type { DashboardWords, Figure, Heading, Pulse, RowAction } from './languages/words.js';

export const DASHBOARD_WORDS = new Tables<DashboardWords>(DASHBOARD_ENGLISH, {
  de: () => import('./languages/de.js'),
});
