/* SPDX-License-Identifier: MIT
 *
 * The operators' page as one file: registers its element and the parts of it.
 */

import { LoadlineDashboard } from './dashboard/dashboard.js';
import { DASHBOARD_GERMAN } from './dashboard/german.js';
import { addDashboardWords } from './dashboard/words.js';
import { LoadlineBar } from './ui/bar.js';
import { LoadlineStatus } from './ui/status.js';
import { GERMAN } from './view/german.js';
import { addWords } from './view/words.js';

addWords('de', GERMAN);
addDashboardWords('de', DASHBOARD_GERMAN);

customElements.define('loadline-bar', LoadlineBar);
customElements.define('loadline-status', LoadlineStatus);
customElements.define('loadline-dashboard', LoadlineDashboard);
