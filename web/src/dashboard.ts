/* SPDX-License-Identifier: MIT
 *
 * The dashboard as one file for its page: registers the element and the parts
 * that it is made of.
 */
import { DASHBOARD_GERMAN } from './dashboard-german.js';
import { addDashboardWords } from './dashboard-words.js';
import { GERMAN } from './german.js';
import { LoadlineBar } from './ui/bar.js';
import { LoadlineDashboard } from './ui/dashboard.js';
import { LoadlineStatus } from './ui/status.js';
import { addWords } from './words.js';

addWords('de', GERMAN);
addDashboardWords('de', DASHBOARD_GERMAN);

customElements.define('loadline-bar', LoadlineBar);
customElements.define('loadline-status', LoadlineStatus);
customElements.define('loadline-dashboard', LoadlineDashboard);
